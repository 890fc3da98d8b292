"""What an outsider verifies with: each is one file that needs nothing of ours."""
