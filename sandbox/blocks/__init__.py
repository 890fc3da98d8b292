"""What Block Kit allows: shapes from Slack's published types, limits from its documentation."""
