"""report.html: what a period's entries say, for a council that reads it."""
