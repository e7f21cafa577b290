"""Rows of a project list -> project reports."""
