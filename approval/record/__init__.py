"""The log: what happened, entry by entry, as the exact bytes that anybody may later verify."""
