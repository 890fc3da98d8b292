"""What the page, the story script and the tests use to act as people."""
