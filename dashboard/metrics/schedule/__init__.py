"""Plans, slips, months and forecasts."""
