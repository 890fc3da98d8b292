"""the policy: adopted packs, acceptances, drafts tried out; whom a reply answers

Revision: 0002, on 0001.
"""

import json

import sqlalchemy as sa
from alembic import op

import approval.tables
from approval.stored_policy import addressed

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "packs",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("at", approval.tables.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_packs")),
    )
    op.create_table(
        "acceptances",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", approval.tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["packs.digest"], name=op.f("fk_acceptances_digest")),
        sa.PrimaryKeyConstraint("person", "digest", name=op.f("pk_acceptances")),
    )
    op.create_table(
        "trials",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("slack_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("at", approval.tables.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trials")),
    )
    with op.batch_alter_table("trials", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trials_at"), ["at"], unique=False)
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("policy", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answers", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("addressee", sa.Text(), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_revisions_addressee"), ["addressee"], unique=False)
    _fill_in_addressees()


def _fill_in_addressees() -> None:
    """Whom earlier replies answered stands in the post that was kept with them."""
    revisions = sa.table("revisions", *map(sa.column, ("proposal", "number", "parent", "addressee")))
    connection = op.get_bind()
    for row in connection.execute(sa.select(revisions).where(revisions.c.parent != "")).all():
        connection.execute(
            sa.update(revisions)
            .where(revisions.c.proposal == row.proposal, revisions.c.number == row.number)
            .values(addressee=addressed(json.loads(row.parent)[1]))
        )


def downgrade() -> None:
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revisions_addressee"))
        batch_op.drop_column("addressee")
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.drop_column("answers")
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.drop_column("policy")
    op.drop_table("trials")
    op.drop_table("acceptances")
    op.drop_table("packs")
