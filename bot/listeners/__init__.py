"""What people do in Slack, one file a subject; each listener is parse, one call, ack, answer."""
