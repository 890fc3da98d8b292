"""README.txt: in plain words, what a bundle is and how to verify it."""

from approval.record.bundle.asked import Asked, Audience
from approval.record.entry import written

_TEXT = """\
THE RECORD OF COUNTERSIGN
=========================

This folder is a copy of a part of a city's record: what its staff proposed to say in public, what was found, who
decided, what was published, and what was refused. You can check it without trusting the city, its database or the
people who wrote the programs, and with nothing installed.

What it holds
    Period:    {period}
    Accounts:  {accounts}
    Made for:  {audience}
    Purpose:   {why}
    Entries:   {first} to {last} of the record

How to verify it
    You need two things that should NOT come from this folder:
    1. A verifier. The two in this folder are for convenience; better take them from elsewhere, for example from the
       public repository of Countersign, since whoever alters a bundle would alter the verifier too.
    2. The trust policy: whose keys to believe. Ask the city clerk, or read it on the city's web site. The trust.txt in
       this folder is there only so that you can compare.

    In a browser:  open verify.html and drop this folder and the trust policy on it. Nothing leaves your computer.
    With Python:   python3 verify.py THIS-FOLDER --trust TRUST.TXT
                   It ends with 0 only if all of it holds.
    If you have an older checkpoint (a file of a few lines, for example from an earlier bundle, or one that the clerk
    kept), give it too: --older FILE. It shows that nothing that was in the record then was changed since.

The files
    log.jsonl          the entries, each line exactly as the record has it
    disclosures.jsonl  the values beside the entries that may be told, and how many may not, and why
    log.csv            the same entries for a spreadsheet
    policies/          the written policies that the entries were judged by, word for word
    report.html        the council's report, where there is one
    trust.txt          the trust policy as the city publishes it
    manifest.json      the size and the SHA-256 of each file above
    checkpoint.txt     the signed head of the record, which covers all of this
    checkpoint.tsr     a time stamp of it, where the city has one made
    proofs.json        what joins the entries to that head

What is not told
    People stand here by number (PROPOSER-07){names}. Values of other accounts, values that a law keeps back, and
    values that were destroyed under the retention schedule are not here; how many they are is counted in
    disclosures.jsonl, with the reason. Without the value nobody can guess it from this folder: each has a random salt.

What cannot be known from it
    What was never entered in the record, and whether an entry was true when it was written; it cannot have been changed
    since. Who a number is. What was withheld, and whether the reason given is the true one; how much it is, is shown.
    Whether report.html and log.csv say what log.jsonl says: they are as they were exported, but no verifier makes them
    anew. Whether the same city keeps a second record for somebody else, unless witnesses have cosigned the checkpoint.

How it is built, in all detail: docs/record.md in the repository of Countersign.
"""


def explanation(asked: Asked, first: int, last: int) -> bytes:
    """The file's bytes, for the entries from `first` to the one before `last`."""
    period = asked.period
    start = written(period.start) if period.start else "the beginning"
    end = written(period.end) if period.end else "the moment of this export"
    text = _TEXT.format(
        period=f"from {start} to {end}",
        accounts=", ".join(sorted(asked.period.accounts)) or "all",
        audience="the council" if asked.audience is Audience.COUNCIL else "the personnel office (people are named)",
        why=" ".join(asked.why.split()) or "not said",
        first=first,
        last=last - 1,
        names=", and by name in the disclosures" if asked.audience is Audience.HR else "",
    )
    return text.encode("utf-8", "replace")
