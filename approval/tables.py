"""The tables, once for SQLite and PostgreSQL. Migrations in `approval/migrations` bring a database to this shape."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """An aware UTC time as whole microseconds since 1970: the same order and precision in both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else (value - EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else EPOCH + timedelta(microseconds=value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

proposals = Table(
    "proposals",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("proposer", Text, nullable=False, index=True),
    Column("proposer_slack", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("required", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("checked_at", Instant),
    Column("claimed_at", Instant),
    Column("post_url", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("policy", Text, nullable=False, server_default=""),
)

revisions = Table(
    "revisions",
    metadata,
    Column("proposal", Text, ForeignKey("proposals.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("parent", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    # Whom it answers, in one spelling, so that replies to one person can be counted.
    Column("addressee", Text, nullable=False, server_default="", index=True),
)

pictures = Table(
    "pictures",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)


def _of_revision() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["proposal", "number"], ["revisions.proposal", "revisions.number"])


revision_media = Table(
    "revision_media",
    metadata,
    Column("proposal", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("sha256", Text, ForeignKey("pictures.sha256"), nullable=False),
    Column("mime", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("alt", Text, nullable=False),
    Column("slack_file", Text, nullable=False),
    _of_revision(),
)

findings = Table(
    "findings",
    metadata,
    Column("proposal", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("mend", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("span", Text, nullable=False),
    _of_revision(),
)

# One review a person and revision: the primary key holds it even where code would not.
reviews = Table(
    "reviews",
    metadata,
    Column("proposal", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("answers", Text, nullable=False, server_default=""),
    _of_revision(),
)

cards = Table(
    "cards",
    metadata,
    Column("proposal", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("ts", Text, nullable=False),
    _of_revision(),
    Index("ix_cards_channel_ts", "channel", "ts", unique=True),
)

parents = Table(
    "parents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("pasted", Boolean, nullable=False),
    Column("fetched_at", Instant, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("key", Text, primary_key=True),
    Column("job", Text, nullable=False, index=True),
    Column("proposal", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("due_at", Instant, nullable=False, index=True),
    Column("attempt", Integer, nullable=False),
    Column("serial", BigInteger, nullable=False),
)

# Slack delivers an event again when it is not sure; what stands here was done before, and led to `proposal`.
seen = Table(
    "seen",
    metadata,
    Column("key", Text, primary_key=True),
    Column("proposal", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)

entries = Table(
    "entries",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("leaf", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("action", Text, nullable=False, index=True),
    Column("account", Text, nullable=False, index=True),
    Column("proposal", Text, nullable=False, index=True),
)

# The hash of each full subtree of the log (RFC 6962): 2**level entries from index * 2**level on, from level 1.
subtrees = Table(
    "subtrees",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("index", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
)

# What the signer signed of the log: c2sp.org/tlog-checkpoint, with the cosignatures that came. `stamp` is an RFC 3161
# answer over its text.
checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
    Column("stamp", LargeBinary),
    Column("at", Instant, nullable=False),
)

disclosures = Table(
    "disclosures",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), ForeignKey("entries.seq"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("encoded", Text, nullable=False),
)

# The number in PROPOSER-07: a leaf names people by it, so that an export can go to a council without names.
person_numbers = Table(
    "person_numbers",
    metadata,
    Column("person", Text, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
)

# The packs that were adopted, whole. Which one is in force says the log, not this table.
packs = Table(
    "packs",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("pack", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

# Drafts that somebody tries out for themselves; `findings` is JSON, or "" until they were checked.
trials = Table(
    "trials",
    metadata,
    Column("id", Text, primary_key=True),
    Column("slack_id", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("parent", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("findings", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)
