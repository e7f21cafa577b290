"""Header words -> fields, levels of headers, and which cells fit which column."""
