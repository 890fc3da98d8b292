"""Alembic's entry: runs the migrations on the connection that `approval.migrate` hands over."""

from alembic import context

from approval.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
