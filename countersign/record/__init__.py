"""`countersign record`: the log, and what an outsider can verify of it. One module a command."""
