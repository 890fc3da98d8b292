"""the first tables

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

import approval.tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entries",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("at", approval.tables.Instant(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_entries")),
    )
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entries_account"), ["account"], unique=False)
        batch_op.create_index(batch_op.f("ix_entries_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_entries_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_entries_proposal"), ["proposal"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("due_at", approval.tables.Instant(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_job"), ["job"], unique=False)

    op.create_table(
        "parents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("pasted", sa.Boolean(), nullable=False),
        sa.Column("fetched_at", approval.tables.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parents")),
    )
    op.create_table(
        "person_numbers",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_person_numbers")),
        sa.UniqueConstraint("number", name=op.f("uq_person_numbers_number")),
    )
    op.create_table(
        "pictures",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_pictures")),
    )
    op.create_table(
        "proposals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposer", sa.Text(), nullable=False),
        sa.Column("proposer_slack", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("created_at", approval.tables.Instant(), nullable=False),
        sa.Column("expires_at", approval.tables.Instant(), nullable=False),
        sa.Column("checked_at", approval.tables.Instant(), nullable=True),
        sa.Column("claimed_at", approval.tables.Instant(), nullable=True),
        sa.Column("post_url", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposals_proposer"), ["proposer"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposals_state"), ["state"], unique=False)

    op.create_table(
        "seen",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("at", approval.tables.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_seen")),
    )
    with op.batch_alter_table("seen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seen_at"), ["at"], unique=False)

    op.create_table(
        "disclosures",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("encoded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["entries.seq"], name=op.f("fk_disclosures_seq")),
        sa.PrimaryKeyConstraint("seq", "name", name=op.f("pk_disclosures")),
    )
    op.create_table(
        "revisions",
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("created_at", approval.tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["proposal"], ["proposals.id"], name=op.f("fk_revisions_proposal")),
        sa.PrimaryKeyConstraint("proposal", "number", name=op.f("pk_revisions")),
    )
    op.create_table(
        "cards",
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("ts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal", "number"], ["revisions.proposal", "revisions.number"], name=op.f("fk_cards_proposal_number")
        ),
        sa.PrimaryKeyConstraint("proposal", "number", name=op.f("pk_cards")),
    )
    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.create_index("ix_cards_channel_ts", ["channel", "ts"], unique=True)

    op.create_table(
        "findings",
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("mend", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("span", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal", "number"], ["revisions.proposal", "revisions.number"], name=op.f("fk_findings_proposal_number")
        ),
        sa.PrimaryKeyConstraint("proposal", "number", "position", name=op.f("pk_findings")),
    )
    op.create_table(
        "reviews",
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", approval.tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal", "number"], ["revisions.proposal", "revisions.number"], name=op.f("fk_reviews_proposal_number")
        ),
        sa.PrimaryKeyConstraint("proposal", "number", "person", name=op.f("pk_reviews")),
    )
    op.create_table(
        "revision_media",
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("slack_file", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal", "number"],
            ["revisions.proposal", "revisions.number"],
            name=op.f("fk_revision_media_proposal_number"),
        ),
        sa.ForeignKeyConstraint(["sha256"], ["pictures.sha256"], name=op.f("fk_revision_media_sha256")),
        sa.PrimaryKeyConstraint("proposal", "number", "position", name=op.f("pk_revision_media")),
    )


def downgrade() -> None:
    op.drop_table("revision_media")
    op.drop_table("reviews")
    op.drop_table("findings")
    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.drop_index("ix_cards_channel_ts")

    op.drop_table("cards")
    op.drop_table("revisions")
    op.drop_table("disclosures")
    with op.batch_alter_table("seen", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seen_at"))

    op.drop_table("seen")
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposals_state"))
        batch_op.drop_index(batch_op.f("ix_proposals_proposer"))

    op.drop_table("proposals")
    op.drop_table("pictures")
    op.drop_table("person_numbers")
    op.drop_table("parents")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_job"))
        batch_op.drop_index(batch_op.f("ix_outbox_due_at"))

    op.drop_table("outbox")
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entries_proposal"))
        batch_op.drop_index(batch_op.f("ix_entries_at"))
        batch_op.drop_index(batch_op.f("ix_entries_action"))
        batch_op.drop_index(batch_op.f("ix_entries_account"))

    op.drop_table("entries")
