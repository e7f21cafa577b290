"""Names of places -> regions, of today and of former days."""
