"""Arguments of the flat reports; raises BadRequest naming what is wrong and what would be accepted."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from starlette.datastructures import QueryParams

from db.engine import ReadSession
from db.forecast import reports
from db.forecast.filters import DemandFilter
from db.forecast.rows import ReportRow
from resolvers.shared.arguments import keys, states
from server.render.flat import Format
from server.rest.access import KEY
from services.forecast.report_value import ACCEPTED, PATTERN, parse_report_value
from services.shared.errors import BadRequest
from services.shared.main_lob import LOCALITY_OF

LARGEST = 100_000_000


class Argument(NamedTuple):
    """An argument of the reports as the OpenAPI document tells it: what it does, and the JSON Schema of one value."""

    description: str
    schema: dict[str, Any]
    is_repeatable: bool = False


_TEXT = {"type": "string"}
_REPORT = {"type": "string", "pattern": f"^{PATTERN}$", "examples": ["2025-04"]}
ARGUMENTS = {
    "report": Argument("The report, by its month; the newest where it is left out.", _REPORT),
    "platform": Argument("Demands of this platform.", {**_TEXT, "examples": ["Amisys"]}, is_repeatable=True),
    "locality": Argument(
        "Demands of this locality, in upper or lower case.",
        {"type": "string", "enum": [name.capitalize() for name in LOCALITY_OF]},
        is_repeatable=True,
    ),
    "main_lob": Argument(
        "Demands of this main LOB.", {**_TEXT, "examples": ["Amisys Medicaid DOMESTIC"]}, is_repeatable=True
    ),
    "state": Argument("Demands of this state, or N/A.", {**_TEXT, "examples": ["FL"]}, is_repeatable=True),
    "case_type": Argument("Demands of this case type.", {**_TEXT, "examples": ["Claims"]}, is_repeatable=True),
    "updated_since": Argument(
        "Only what was computed at or after this moment; without an offset it is UTC.",
        {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]},
    ),
    "limit": Argument("How many rows at most.", {"type": "integer", "minimum": 1, "maximum": LARGEST}),
    "offset": Argument("How many rows to leave out.", {"type": "integer", "minimum": 0, "maximum": LARGEST}),
    "format": Argument("How the table is sent.", {"type": "string", "enum": list(Format), "default": Format.JSON}),
    "against": Argument("The report to compare with; the one before where it is left out.", _REPORT),
}
REPEATABLE = frozenset(name for name, argument in ARGUMENTS.items() if argument.is_repeatable)
KNOWN = frozenset(ARGUMENTS) | {KEY}


def refuse_unknown(query: QueryParams) -> None:
    """A misspelt argument, or the second of two, would silently answer another question."""
    for name in query:
        if name not in KNOWN:
            raise BadRequest(f"there is no argument {name[:40]}; accepted: {', '.join(sorted(KNOWN))}")
        if name not in REPEATABLE and len(query.getlist(name)) > 1:
            raise BadRequest(f"{name} is given more than once; accepted: one value")


def chosen_demands(query: QueryParams) -> DemandFilter:
    """The demand filter; every argument may be repeated, and both localities are as good as none."""
    for locality in query.getlist("locality"):
        if locality.casefold() not in LOCALITY_OF:
            raise BadRequest(f"locality is {locality[:40]!r}; accepted: Domestic or Global")
    localities = {LOCALITY_OF[locality.casefold()] for locality in query.getlist("locality")}
    return DemandFilter(
        platforms=keys(query.getlist("platform") or None),
        locality=localities.pop() if len(localities) == 1 else None,
        main_lobs=keys(query.getlist("main_lob") or None),
        states=states(query.getlist("state") or None),
        case_types=keys(query.getlist("case_type") or None),
    )


def chosen_format(query: QueryParams) -> Format:
    """How the table is sent: json unless asked otherwise."""
    name = query.get("format", Format.JSON)
    if name not in list(Format):
        raise BadRequest(f"format is {name[:40]!r}; accepted: {', '.join(Format)}")
    return Format(name)


def whole(query: QueryParams, name: str, *, least: int) -> int | None:
    """A whole number, if given."""
    text = query.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= LARGEST):
        raise BadRequest(f"{name} is {text[:40]!r}; accepted: a whole number from {least} to {LARGEST}")
    return int(text)


def moment(query: QueryParams, name: str) -> datetime | None:
    """A point in time in ISO 8601, if given; without an offset it is UTC."""
    return _parsed(query, name, datetime.fromisoformat, "a time such as 2025-06-01T00:00:00Z")


async def chosen_report(session: ReadSession, query: QueryParams) -> ReportRow:
    """The report asked for, else the newest."""
    value = query.get("report")
    if value is None:
        found = await reports.newest_report(session)
        if found is None:
            raise BadRequest("there is no report yet; import a forecast first")
        return found
    month = parse_report_value(value)
    found = await reports.report_by_month(session, year=month.year, month=month.number) if month else None
    if found is None:
        raise BadRequest(f"there is no report {value[:40]!r}; accepted: {ACCEPTED}, of a report that was imported")
    return found


def _parsed(query: QueryParams, name: str, parse: Callable[[str], datetime], accepted: str) -> datetime | None:
    text = query.get(name)
    if text is None:
        return None
    try:
        found = parse(text.replace(" ", "+"))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise BadRequest(f"{name} is {text[:40]!r}; accepted: {accepted}") from None
