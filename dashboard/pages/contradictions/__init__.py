"""The page 矛盾."""
