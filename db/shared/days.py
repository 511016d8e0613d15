"""Days in SQL that something is subtracted from, or counted up to."""


def finite(day: str) -> str:
    """SQL of a day as one of the calendar: the driver takes its first and last day for minus infinity and infinity.

    No day stays none.
    """
    first, last = "DATE '0001-01-01'", "DATE '9999-12-31'"
    return f"(CASE WHEN {day} > {last} THEN {last} WHEN {day} < {first} THEN {first} ELSE {day} END)"
