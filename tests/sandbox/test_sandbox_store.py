"""What the sandbox's file keeps: a change whole or not at all, whatever ends it."""

from pathlib import Path

import pytest

from sandbox.store import Store


def broken_off(store: Store, end: type[BaseException]) -> None:
    with store.change():
        store.put("user", "nadia", {"name": "Nadia"})
        with store.change():
            store.put("user", "ruth", {"name": "Ruth"})
        raise end


@pytest.mark.parametrize("end", [ValueError, KeyboardInterrupt, GeneratorExit])
def test_a_change_that_is_broken_off_leaves_nothing_and_the_next_one_is_kept(
    tmp_path: Path, end: type[BaseException]
) -> None:
    store = Store(tmp_path)
    with pytest.raises(end):
        broken_off(store, end)
    assert store.all("user") == []
    with store.change():
        store.put("user", "ruth", {"name": "Ruth"})
    store.close()
    assert Store(tmp_path).all("user") == [{"name": "Ruth"}]
