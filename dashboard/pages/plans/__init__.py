"""The page 规划落实: indicators through the years, duties, support and standards."""
