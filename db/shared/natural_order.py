"""Numbers in identifiers sort as numbers: TBH-2, TBH-10, TBH-100, TBH-1000, however many digits they are written with.

What a column is sorted by is its text with every number brought to twenty digits, compared byte by byte: the same on
every PostgreSQL, with or without a library of collations, and an index can hold it. A longer number keeps its digits.
The text itself follows: texts of the same numbers have one order, and no two texts the same place.
"""

COLLATION = "C"
_ZEROS = "0" * 20


def natural_order(text: str) -> str:
    """SQL that makes of an SQL expression of a text what it is sorted by."""
    padded = f"regexp_replace({text}, '([0-9]+)', '{_ZEROS}\\1', 'g')"
    return f"regexp_replace({padded}, '0{{1,20}}([0-9]{{20,}})', '\\1', 'g') || chr(1) || {text}"
