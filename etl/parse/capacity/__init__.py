"""Words of a content cell -> capacity entries: kind, quantity (beds, places, classes), basis, bound, and the words.

In the order in which a cell is read: `pattern` finds quantities beside nouns, `stated` says what a clause says of
them, `amount` how much that is, `entries` of what and how certain, `cells` reads a whole cell, and `added` says what
of it counts. A plain 床位 is what its project is for: `bed_kind`. People served, ages and prices are not capacity: a
number counts only beside a noun.
"""

from etl.parse.capacity.added import Added, added, basis_of
from etl.parse.capacity.cells import column_entry, column_words, parse_capacity

__all__ = ["Added", "added", "basis_of", "column_entry", "column_words", "parse_capacity"]
