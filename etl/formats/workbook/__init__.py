"""Workbooks of Excel and of what writes its formats."""
