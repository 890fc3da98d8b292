"""The written policy: read from a pack, compared with an earlier one, printed for the public."""
