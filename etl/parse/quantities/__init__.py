"""Every number of a cell: quantities of any kind, and the rules that say of a number why it is none.

What the grammars of beds, places and areas leave over is read here. `kinds` knows units and nouns, `aside` the rules,
`clause_structure` what a clause states, `certainty` whether that is the project's, `rest` what is left of a cell,
`wholes` what is part of what, `columns` what a header counts. A number that is neither is open: a doubt at its cell.
"""

from etl.parse.quantities.aside import SET_ASIDE, SetAside, numbers_of
from etl.parse.quantities.columns import QuantityColumn, quantity_column, read_cell
from etl.parse.quantities.kinds import unit_in
from etl.parse.quantities.rest import Rest, read_bare, read_rest

__all__ = [
    "SET_ASIDE", "QuantityColumn", "Rest", "SetAside", "numbers_of", "quantity_column", "read_bare", "read_cell",
    "read_rest", "unit_in",
]  # fmt: skip
