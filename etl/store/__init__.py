"""What was received and what was read from it, by content hash."""
