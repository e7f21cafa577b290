"""Rows of tables -> reports, indicators, rules: one folder or module for each kind of table."""
