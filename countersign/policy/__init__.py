"""`countersign policy`: the written policy, from its folder to the one in force. One module a command or two."""
