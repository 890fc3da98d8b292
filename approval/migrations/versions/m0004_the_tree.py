"""the log's tree: every full subtree, also of the entries that are there

Revision: 0004, on 0003.
"""

import sqlalchemy as sa
from alembic import op

from approval.record.tree import completed, leaf_hash

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# So many entries are read at a time, and their subtrees written.
PAGE = 1000


def upgrade() -> None:
    subtrees = op.create_table(
        "subtrees",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("index", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "index", name=op.f("pk_subtrees")),
    )
    _grow(subtrees)


def _grow(subtrees: sa.Table) -> None:
    """The subtrees of what is there. What a next one needs is the last of each level, which fits in memory."""
    entries = sa.table("entries", sa.column("seq"), sa.column("leaf"))
    connection = op.get_bind()
    last: dict[tuple[int, int], bytes] = {}
    size = 0
    while True:
        page = connection.execute(
            sa.select(entries).where(entries.c.seq >= size).order_by(entries.c.seq).limit(PAGE)
        ).all()
        rows = []
        for row in page:
            if row.seq != size:
                raise ValueError(f"The log has no entry {size}. Restore the database from a backup, then migrate it.")
            for level, index, whole in completed(size, leaf_hash(row.leaf), lambda level, at: last[level, at]):
                last[level, index] = whole
                last.pop((level, index - 2), None)
                if level:
                    rows.append({"level": level, "index": index, "hash": whole})
            size += 1
        if rows:
            connection.execute(sa.insert(subtrees), rows)
        if len(page) < PAGE:
            return


def downgrade() -> None:
    op.drop_table("subtrees")
