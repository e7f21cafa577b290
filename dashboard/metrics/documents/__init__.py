"""What the documents say, where they say it, and what people said of it."""
