"""Frames to files: CSV, Excel, JSON."""
