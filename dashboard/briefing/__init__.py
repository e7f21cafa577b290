"""The briefing: what it says for a filter. Page and Word file show the same content."""
