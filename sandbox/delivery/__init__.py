"""How commands, clicks and events reach the app: Socket Mode or signed HTTP requests."""
