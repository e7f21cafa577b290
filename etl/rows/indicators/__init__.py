"""Indicator tables and running text -> targets."""
