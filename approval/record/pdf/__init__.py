"""A sealed bundle as one document for an archive: the report to read, and the bundle attached to it."""
