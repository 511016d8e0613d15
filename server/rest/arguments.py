"""Arguments of reports: those that every report has, and how they are read; raises BadRequest for a wrong one."""

from collections.abc import Collection, Sequence
from datetime import datetime
from difflib import get_close_matches
from functools import cache, partial
from typing import Any

from starlette.datastructures import QueryParams

from server.render.flat import Format
from server.rest.access import KEY
from server.rooms import HOUSE
from services.shared.errors import BadRequest
from services.shared.iso_days import MOMENT, iso_moment
from services.shared.json_schema import Schema
from services.shared.report import Argument, FlatReport, Page, Report, TableWorkbook, V

LARGEST = 100_000_000
MOST_VALUES = 500  # of an argument that may be given more than once


def _whole(texts: Sequence[str], *, name: str, least: int) -> int | None:
    """A whole number, if given."""
    if not texts:
        return None
    text = texts[-1]
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= LARGEST):
        raise BadRequest(f"{name} is {text[:40]!r}; accepted: a whole number from {least} to {LARGEST}")
    return int(text)


def _moment(texts: Sequence[str], *, name: str) -> datetime | None:
    """A point in time, if given; without an offset it is UTC."""
    if not texts:
        return None
    text = texts[-1]
    try:
        # A + that was not escaped in the address arrives as a space.
        return iso_moment(text.replace(" ", "+"))
    except (ValueError, OverflowError):
        accepted = "a time such as 2025-06-01T00:00:00Z"
        raise BadRequest(f"{name} is {text[:40]!r}; accepted: {accepted}") from None


def _format(texts: Sequence[str]) -> Format:
    """How the table is sent: json unless asked otherwise."""
    name = texts[-1] if texts else Format.JSON
    if name not in list(Format):
        raise BadRequest(f"format is {name[:40]!r}; accepted: {', '.join(Format)}")
    return Format(name)


_MOMENT_SCHEMA: Schema = {
    "type": "string",
    "anyOf": [{"format": "date-time"}, {"format": "date"}, {"pattern": f"^{MOMENT}$"}],
}
UPDATED_SINCE: Argument[datetime | None] = Argument(
    name="updated_since",
    description=(
        "Only what has changed at or after this moment, rows that have ceased to count included; pass the"
        " next_updated_since of the answer before. Without an offset it is UTC."
    ),
    schema=_MOMENT_SCHEMA,
    parse=partial(_moment, name="updated_since"),
)
UPDATED_UNTIL: Argument[datetime | None] = Argument(
    name="updated_until",
    description="Only what has changed before this moment, and not at it or later. Without an offset it is UTC.",
    schema=_MOMENT_SCHEMA,
    parse=partial(_moment, name="updated_until"),
)
LIMIT: Argument[int | None] = Argument(
    name="limit",
    description="How many rows at most.",
    schema={"type": "integer", "minimum": 1, "maximum": LARGEST},
    parse=partial(_whole, name="limit", least=1),
)
CURSOR: Argument[str | None] = Argument(
    name="cursor",
    description="After which row to go on: as the link to the next page says, with the same arguments.",
    schema={"type": "string"},
    parse=lambda texts: texts[-1] if texts else None,
)
OFFSET: Argument[int | None] = Argument(
    name="offset",
    description="How many rows to leave out. Deprecated: rows that come or go meanwhile shift the pages; use cursor.",
    schema={"type": "integer", "minimum": 0, "maximum": LARGEST},
    parse=partial(_whole, name="offset", least=0),
)
FORMAT: Argument[Format] = Argument(
    name="format",
    description="How the table is sent.",
    schema={"type": "string", "enum": list(Format), "default": Format.JSON},
    parse=_format,
)
COMMON: tuple[Argument[Any], ...] = (UPDATED_SINCE, UPDATED_UNTIL, LIMIT, CURSOR, OFFSET, FORMAT)


def arguments_of(report: Report) -> tuple[Argument[Any], ...]:
    """The report's own arguments."""
    return (*report.arguments, *report.options) if isinstance(report, FlatReport) else tuple(report.arguments)


def accepted_of(report: Report) -> tuple[Argument[Any], ...]:
    """All that a report may be asked with; those of pages change tables alone, and a workbook has its format."""
    match report:
        case FlatReport():
            return (*report.arguments, *COMMON, *report.options)
        case TableWorkbook():
            return (*report.arguments, *COMMON[:-1])
    return tuple(report.arguments)


def ignored_of(query: QueryParams, accepted: Collection[Argument[Any]]) -> list[tuple[bytes, bytes]]:
    """A header that names the arguments which other reports have, and this one does nothing with; raises BadRequest."""
    ignored = refuse_unknown(query, accepted, elsewhere=_every_argument())
    return [(b"ignored-arguments", ", ".join(sorted(ignored)).encode())] if ignored else []


@cache
def _every_argument() -> tuple[Argument[Any], ...]:
    """The arguments of all reports."""
    return tuple({argument.name: argument for report in HOUSE.reports for argument in accepted_of(report)}.values())


def refuse_unknown(
    query: QueryParams, accepted: Collection[Argument[Any]], *, elsewhere: Collection[Argument[Any]] = ()
) -> list[str]:
    """A misspelt argument, or the second of two, would silently answer another question.

    One that is known `elsewhere` alone does nothing here: programs ask several reports for the same. Returns their
    names, for the answer to tell.
    """
    names = {argument.name for argument in accepted} | {KEY}
    idle = {argument.name for argument in elsewhere} - names
    repeatable = {argument.name for argument in (*elsewhere, *accepted) if argument.is_repeatable}
    for name in query:
        if name not in names | idle:
            near = get_close_matches(name[:40].lower(), names, n=1)
            meant = f"; did you mean {near[0]}?" if near else ""
            raise BadRequest(f"there is no argument {name[:40]}{meant}; accepted: {', '.join(sorted(names))}")
        count = len(query.getlist(name))
        if name not in repeatable and count > 1:
            raise BadRequest(f"{name} is given more than once; accepted: one value")
        if count > MOST_VALUES:
            raise BadRequest(f"{name} is given {count:,} times; accepted: at most {MOST_VALUES} values")
    return [name for name in idle if name in query]


def value_of(query: QueryParams, argument: Argument[V]) -> V:
    """The value of an argument."""
    return argument.parse(query.getlist(argument.name))


def page_of(query: QueryParams) -> Page:
    """The page that is asked for, but for what a cursor says of it; raises BadRequest for one beside an offset.

    So it does for a range of time in which nothing can lie.
    """
    limit, offset = value_of(query, LIMIT), value_of(query, OFFSET)
    if offset is not None and value_of(query, CURSOR) is not None:
        raise BadRequest("offset stands beside cursor; accepted: cursor alone, which says where to go on")
    since, until = value_of(query, UPDATED_SINCE), value_of(query, UPDATED_UNTIL)
    if since is not None and until is not None and until <= since:
        given = query[UPDATED_UNTIL.name][:40]
        raise BadRequest(f"updated_until is {given!r}, not after updated_since; accepted: a later time")
    return Page(since, offset or 0, limit, updated_until=until)
