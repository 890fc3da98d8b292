"""The one name for JSON objects as they travel between Slack, the page and the store."""

from typing import Any

JsonObject = dict[str, Any]
