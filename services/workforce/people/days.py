"""First and last days: what they may be."""

from datetime import date


def days_out_of_order(*, hire_date: date | None, last_day: date | None) -> str | None:
    """What is wrong with two days, None where nothing is: somebody may have either of them, both in order, or none."""
    if hire_date is None or last_day is None or last_day >= hire_date:
        return None
    return f"the last day {last_day} lies before the first day {hire_date}"
