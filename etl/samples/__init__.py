"""Invented data to try and to measure with, and forms to fill in."""
