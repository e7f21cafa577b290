"""Fields of a row, each kind of cell once: the raw cells of some columns become values, evidence and doubts.

Pure: no table, no row. `field.py` says what a field and an answer are, the others hold one kind of cell each;
`rows/buffer.py` reads them for all rows of a table, and each kind of table lists its own in a `FIELDS`.
"""
