"""Words that must stand in mrkdwn all the same, so that nothing in them does anything."""


def escape(text: str) -> str:
    """The three characters with which mrkdwn begins whatever calls, links or names, as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
