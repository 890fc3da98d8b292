"""Long logs, put straight into the tables: one act at a time would take long."""

from sqlalchemy import insert

from approval import tables
from approval.record.tree import completed, leaf_hash
from approval.store import Store


def grow(store: Store, to: int) -> None:
    """Entries and their tree, up to so many."""
    with store.begin() as tx:
        kept, rows = dict[tuple[int, int], bytes](), list[dict[str, object]]()

        def node(level: int, index: int) -> bytes:
            return kept[level, index] if (level, index) in kept else tx.subtree(level, index)

        for seq in range(tx.next_seq(), to):
            leaf = b'{"action":"test.written","seq":%d,"v":1}' % seq
            row = {"action": "test.written", "account": "", "proposal": "", "at": tx.now}
            rows.append({**row, "seq": seq, "leaf": leaf})
            kept |= {(level, index): whole for level, index, whole in completed(seq, leaf_hash(leaf), node)}
        if rows:
            tx._connection.execute(insert(tables.entries), rows)
        subtrees = [{"level": at[0], "index": at[1], "hash": whole} for at, whole in kept.items() if at[0]]
        if subtrees:
            tx._connection.execute(insert(tables.subtrees), subtrees)
