"""What vouches for the log to outsiders: signer, witness and time stamps, each a process or a question of its own."""
