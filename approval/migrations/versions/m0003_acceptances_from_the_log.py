"""who accepted which policy says the log: the table beside it goes

Revision: 0003, on 0002.
"""

import sqlalchemy as sa
from alembic import op

import approval.tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("acceptances")


def downgrade() -> None:
    # Empty: whoever goes back asks everybody to accept the policy once more.
    op.create_table(
        "acceptances",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", approval.tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["packs.digest"], name=op.f("fk_acceptances_digest")),
        sa.PrimaryKeyConstraint("person", "digest", name=op.f("pk_acceptances")),
    )
