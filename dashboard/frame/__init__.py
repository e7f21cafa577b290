"""What stands around every page: header, filter bar, context line."""
