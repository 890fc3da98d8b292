"""The export bundle: one folder that an outsider can verify (docs/record.md, "The bundle"; decision 0073)."""
