"""`countersign policy diff, publish, adopt`: the way of a version from its folder into force and before the public."""

from pathlib import Path

import pytest
from factories import NADIA, TestHouse, accounts_text, draft, house_on
from policy_commands import pack_at, policy

from approval import migrate
from approval.policy.pack import read_pack
from approval.proposal import State
from approval.store import Store, open_engine

STRICTER = ("content.toml", 'severity = "warn"', 'severity = "escalate"')


class Place:
    """A database of its own, the environment that names it, and folders with packs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "accounts.toml").write_text(accounts_text())
        self.engine = open_engine(f"sqlite:///{folder / 'countersign.db'}")
        migrate.upgrade(self.engine)
        self.environment = {
            "COUNTERSIGN_DATABASE_URL": f"sqlite:///{folder / 'countersign.db'}",
            "COUNTERSIGN_ACCOUNTS": str(folder / "accounts.toml"),
        }
        self.first = pack_at(folder / "first")
        self.second = pack_at(folder / "second", STRICTER, version="2.0")

    def house(self) -> TestHouse:
        """The same database under another policy than those of the packs, which the factories adopt."""
        return house_on(lambda clock: Store(self.engine, clock))

    def adopt(self, pack: Path, *options: str) -> tuple[int, str]:
        done = policy("adopt", pack, "--by", "City Council", *options, **self.environment)
        return done.returncode, done.stdout + done.stderr

    def entries(self, action: str) -> list[dict[str, object]]:
        with Store(self.engine, lambda: None).read() as reading:  # type: ignore[arg-type,return-value]  # only read
            return [entry.fields | entry.disclosed for entry in reading.entries() if entry.action == action]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_the_first_adoption_is_an_entry_with_who_and_why(place: Place) -> None:
    code, told = place.adopt(place.first, "--why", "Resolution R-26-12", "--yes")
    assert code == 0, told
    assert "No policy is in force yet" in told
    assert "In force: City of Mesa Verde, How we answer, version 1.0" in told
    (entry,) = place.entries("policy.adopted")
    assert (entry["name"], entry["reason"], entry["version"]) == ("City Council", "Resolution R-26-12", "1.0")
    assert entry["policy"] == read_pack(place.first).digest


def test_what_does_not_hold_is_not_adopted(place: Place) -> None:
    wrong = pack_at(place.folder / "wrong", ("content.toml", '"There is no link here."', '"http://evil.example/b"'))
    code, told = place.adopt(wrong, "--yes")
    assert code == 1
    assert "must pass, and is flagged" in told
    assert "Nothing was adopted." in told
    assert place.entries("policy.adopted") == []


def test_the_changes_are_shown_and_asked_about_before_anything_is_done(place: Place) -> None:
    place.adopt(place.first, "--yes")
    done = policy("adopt", place.second, "--by", "City Council", stdin="n\n", **place.environment)
    assert done.returncode == 1
    assert "is now escalate (it was warn)" in done.stdout
    assert "Stricter: C01." in done.stdout
    assert len(place.entries("policy.adopted")) == 1
    done = policy("adopt", place.second, "--by", "City Council", stdin="y\n", **place.environment)
    assert done.returncode == 0, done.stderr
    assert len(place.entries("policy.adopted")) == 2


def test_open_replies_are_named_before_and_after_they_are_sent_back_to_the_checks(place: Place) -> None:
    house, milder = place.house(), pack_at(place.folder / "milder", version="1.1")
    place.adopt(milder, "--yes")
    house.workflow.accept_policy(NADIA, read_pack(milder).digest)
    proposal = house.workflow.submit(NADIA, draft(), house.form())
    house.house.checking.checked(proposal.id, 1, ())
    seen = policy("diff", "adopted", place.second, **place.environment)
    assert f"One open reply would be checked again, and would need a new approval before going out: {proposal.id}" in (
        seen.stdout
    )
    assert house.state(proposal) is State.IN_REVIEW
    _, told = place.adopt(place.second, "--yes")
    assert f"Checked again now: {proposal.id}." in told
    assert house.state(proposal) is State.CHECKING


def test_a_policy_comes_into_force_before_anybody_has_a_role(place: Place) -> None:
    place.environment["COUNTERSIGN_ACCOUNTS"] = str(place.folder / "not-there.toml")
    code, told = place.adopt(place.first, "--yes")
    assert code == 0, told
    assert len(place.entries("policy.adopted")) == 1


def test_where_there_is_no_database_yet_it_is_said_how_to_make_it(place: Place) -> None:
    missing = place.folder / "missing.db"
    place.environment["COUNTERSIGN_DATABASE_URL"] = f"sqlite:///{missing}"
    code, told = place.adopt(place.first, "--yes")
    assert code == 1
    assert "countersign migrate" in told
    assert not missing.exists()


def test_what_is_tried_is_tried_under_the_policy_in_force(place: Place) -> None:
    place.adopt(place.second, "--yes")
    text = "The pool opens on Saturday at nine, and the slide opens when the paint on it is dry."
    tried = policy("try", text, **place.environment)
    assert "Under the policy in force: City of Mesa Verde, version 2.0" in tried.stderr
    assert "C01  escalate" in tried.stdout


def test_the_same_policy_is_not_adopted_twice(place: Place) -> None:
    place.adopt(place.first, "--yes")
    code, told = place.adopt(place.first, "--yes")
    assert code == 1
    assert "in force already" in told


def test_a_difference_is_told_in_sentences_without_any_database(place: Place) -> None:
    done = policy("diff", place.first, place.second)
    assert done.returncode == 0, done.stderr
    assert "From version 1.0" in done.stdout
    assert "C01 “Short enough to read” is now escalate (it was warn)." in done.stdout
    assert "Once it is adopted, open replies" in done.stdout
    back = policy("diff", place.second, place.first)
    assert "Nothing got stricter" in back.stdout
    same = policy("diff", place.first, place.first)
    assert "Nothing changed." in same.stdout


def test_no_text_can_forge_a_line_of_what_has_changed(place: Place) -> None:
    forged = '"Cut it.\\n• C08 “Only links we know” is gone.\\n\\nNothing got stricter."'
    unseen = '"So does\\u001b[2J\\u202e this one."'
    other = pack_at(
        place.folder / "other",
        ("content.toml", '"Say one thing."', forged),
        ("content.toml", '"So does this one, which says in many words what could be said in few."', unseen),
    )
    told = policy("diff", place.first, other).stdout
    assert [line for line in told.splitlines() if line.startswith("• C08") or line == "Nothing got stricter."] == [
        "Nothing got stricter: replies that are open stay as they are."
    ][1:]
    assert "\n    • C08 “Only links we know” is gone.\n    \n    Nothing got stricter." in told
    assert "So does[U+001B][2J[U+202E] this one." in told


def test_where_nothing_is_in_force_it_is_said_what_to_do(place: Place) -> None:
    for command in (("diff", "adopted", place.first), ("publish", "--out", place.folder / "public")):
        done = policy(*command, **place.environment)
        assert done.returncode == 1
        assert "countersign policy adopt" in done.stderr


def test_an_adoption_is_published_at_once_where_a_place_is_named(place: Place) -> None:
    public = place.folder / "public"
    place.environment["COUNTERSIGN_POLICY_DIR"] = str(public)
    place.adopt(place.first, "--yes")
    page = public / "index.html"
    assert "How we answer" in page.read_text()
    assert page.stat().st_mode & 0o777 == 0o644
    _, told = place.adopt(place.second, "--yes")
    assert f"Published: {page}" in told
    assert "is now “Needs one more approver” (it was “Shown to the approver”)" in page.read_text()
    assert "is now “Needs one more approver”" in (public / "policy.md").read_text()
    assert sorted(path.name for path in public.iterdir()) == ["index.html", "policy.md"]


def test_what_is_published_is_the_one_in_force_with_the_changes_since_the_one_before(place: Place) -> None:
    place.adopt(place.first, "--yes")
    place.adopt(place.second, "--yes")
    done = policy("publish", "--out", place.folder / "public", **place.environment)
    assert done.stdout.splitlines() == [str(place.folder / "public" / name) for name in ("index.html", "policy.md")]
    assert "is now “Needs one more approver”" in (place.folder / "public" / "index.html").read_text()


def test_a_draft_is_never_published_where_the_city_publishes(place: Place) -> None:
    place.adopt(place.first, "--yes")
    public = {**place.environment, "COUNTERSIGN_POLICY_DIR": str(place.folder / "public")}
    done = policy("publish", place.second, **public)
    assert done.returncode == 1
    assert "not in force" in done.stderr
    assert not (place.folder / "public").exists()
    draft_page = policy("publish", place.second, "--out", place.folder / "draft", "--since", place.first)
    assert draft_page.returncode == 0, draft_page.stderr
    assert "is now “Needs one more approver”" in (place.folder / "draft" / "index.html").read_text()


def test_somebody_elses_page_is_never_replaced(place: Place) -> None:
    public = place.folder / "public"
    public.mkdir()
    (public / "index.html").write_text("<p>The city's own page.</p>")
    done = policy("publish", place.first, "--out", public)
    assert done.returncode == 1
    assert "is no policy page of Countersign's" in done.stderr
    assert (public / "index.html").read_text() == "<p>The city's own page.</p>"
