"""The columns of a grid of people and weeks: who somebody is, a column a week, and the key of the row."""

from collections.abc import Sequence

from db.workforce.rows import PersonRow
from services.shared.calendar import Month, Week, weeks_between

NAMES = {
    "cn": "CN",
    "name": "Name",
    "type": "Type",
    "platform": "Platform",
    "location": "Location",
    "states": "States",
    "skills": "Skills",
}
KEY = "Row Key"
FROZEN = 2  # columns that stay in view


def told(person: PersonRow) -> list[str]:
    """What the first columns say of somebody."""
    return [
        person.cn,
        person.display_name,
        person.resource_type.title(),
        person.platform,
        person.location.title(),
        "|".join(person.states),
        ", ".join(person.skills),
    ]


def heading(week: Week) -> str:
    """ "2025-W23"."""
    return week.value


def weeks_of_months(first: Month, last: Month) -> list[Week]:
    """The weeks that count for the months from one to another: those whose Thursdays lie in them."""
    ends = Week.of(first.start), Week.of(last.plus(1).start)
    return [week for week in weeks_between(*ends) if first <= week.month <= last]


def months_of(weeks: Sequence[Week]) -> list[tuple[Month, int]]:
    """The months that some weeks count for, and how many of them do."""
    counts: dict[Month, int] = {}
    for week in weeks:
        counts[week.month] = counts.get(week.month, 0) + 1
    return [*counts.items()]
