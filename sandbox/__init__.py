"""A pretend Slack workspace and public square on loopback, speaking Slack's own protocols."""
