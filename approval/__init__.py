"""The rules, the use cases and the record: what may happen to a reply, and what is remembered of it."""
