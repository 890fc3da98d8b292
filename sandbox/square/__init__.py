"""The public square: where citizens and the official account post."""
