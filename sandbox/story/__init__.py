"""The affair, played through by itself in a running sandbox: `python -m sandbox.story`."""
