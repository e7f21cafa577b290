"""Rows to Plotly figure dicts: pure functions, no Dash in here."""
