"""Tables that leave the board, for pages, files and commands."""
