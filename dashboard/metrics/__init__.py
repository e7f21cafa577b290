"""Metrics defined once, and the one query that pages, files, commands and the HTTP API run. No Dash in here."""
