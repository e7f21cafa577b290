"""The contents of the rows (建设内容和规模): sector, areas, beds and places, quantities of any kind."""
