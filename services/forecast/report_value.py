"""Report values: a planning cycle by its month, "2025-04"."""

import re

from services.shared.calendar import Month

PATTERN = "(20[2-4][0-9]|2050)-(0[1-9]|1[0-2])"
ACCEPTED = "a month from 2020-01 to 2050-12, such as 2025-04"


def parse_report_value(value: str) -> Month | None:
    """The month a value names; None for anything else."""
    found = re.fullmatch(PATTERN, value)
    return Month(int(found[1]), int(found[2])) if found else None
