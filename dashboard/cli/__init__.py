"""The board's commands."""
