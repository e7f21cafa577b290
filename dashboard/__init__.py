"""The board: filter, metrics, pages, exports and commands on top of a published warehouse snapshot."""
