"""log.csv: the entries of a bundle for a spreadsheet (RFC 4180), none of whose cells it takes for a formula."""

import csv
import hashlib
from typing import TextIO

from approval.record.bundle.disclosing import Told
from approval.record.export import COLUMNS, NAMING, cell

WITHHELD = "withheld"


class Table:
    """Writes a row an entry. `names` keeps the columns in which people stand."""

    def __init__(self, out: TextIO, names: bool) -> None:
        self._columns = [column for column in COLUMNS if names or column not in NAMING]
        out.write("\ufeff")  # Without the mark, Excel reads UTF-8 as something else and spoils every accent.
        # All in quotes: where a city's spreadsheet parts cells by semicolons, a text that has one stays one cell.
        self._writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        self._writer.writerow([*self._columns, WITHHELD])

    def write(self, told: Told) -> None:
        values: dict[str, object] = {name: value for name, value in told.fields.items() if name not in ("sd", "v")}
        values |= told.entry.disclosed
        row = {name: values.pop(name) for name in self._columns if name in values}
        row["other"] = values or ""
        row["leaf_sha256"] = hashlib.sha256(told.entry.leaf).hexdigest()
        withheld = "; ".join(f"{each.count} {each.why}" for each in told.withheld)
        self._writer.writerow([*(cell(row[name]) if name in row else "" for name in self._columns), cell(withheld)])
