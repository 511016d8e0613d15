"""The arguments of reports about a forecast: which report, and which of its demands."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import Enum
from functools import partial
from typing import Any

from db.engine import ReadSession
from db.forecast.filters import DemandFilter
from db.forecast.rows import ReportRow
from db.shared.enums import TermKind, WorkType
from db.shared.terms import spellings_of_words
from resolvers.shared.arguments import filled, keys, states
from services.forecast.find_report import find_report, report_or_newest, report_to_compare
from services.forecast.report_value import ACCEPTED, PATTERN, parse_report_value
from services.shared.calendar import Month
from services.shared.errors import BadRequest
from services.shared.json_schema import TEXT, Schema
from services.shared.main_lob import LOCALITIES, LOCALITY_OF, parse_locality
from services.shared.report import Argument, Bound, Narrowing, ReportRequest, StoredArgument
from services.shared.text import some

Keys = tuple[str, ...] | None

ALL = "all"
THURSDAY = timedelta(days=3)  # of a week, after its Monday
_VALUE: Schema = {"type": "string", "pattern": f"^{PATTERN}$", "examples": ["2025-04"]}
_MONTH: Schema = {**_VALUE, "examples": ["2025-06"]}


class Every(Enum):
    """What is found where not one report is asked for, but every one."""

    REPORT = ALL


def _only(texts: Sequence[str]) -> str | None:
    return texts[-1] if texts else None


def _locality(texts: Sequence[str]) -> WorkType | None:
    """One locality; both are as good as none."""
    localities = {_locality_named(text) for text in filled(texts)}
    return localities.pop() if len(localities) == 1 else None


def _locality_named(text: str) -> WorkType:
    try:
        return parse_locality(text)
    except ValueError:
        raise BadRequest(f"locality is {text[:40]!r}; accepted: {LOCALITIES}") from None


def _value(report: ReportRow) -> str:
    return Month.named(report).value


async def _report(session: ReadSession, value: str | None, _: Mapping[str, Any]) -> ReportRow | None:
    return await report_or_newest(session, value)


async def _against(session: ReadSession, value: str | None, found: Mapping[str, Any]) -> ReportRow | None:
    return await report_to_compare(session, found[REPORT.name], value)


async def _report_or_all(session: ReadSession, value: str | None, _: Mapping[str, Any]) -> ReportRow | Every | None:
    return Every.REPORT if value == ALL else await report_or_newest(session, value)


async def _one_or_all(session: ReadSession, value: str | None, found: Mapping[str, Any]) -> ReportRow | Every | None:
    return await _report_or_all(session, ALL if value is None else value, found)


def _value_or_all(report: ReportRow | Every) -> str:
    return ALL if isinstance(report, Every) else _value(report)


def _month(texts: Sequence[str], *, name: str) -> date | None:
    """The first day of a month, if one is given."""
    if not texts:
        return None
    if (month := parse_report_value(texts[-1])) is None:
        raise BadRequest(f"{name} is {texts[-1][:40]!r}; accepted: {ACCEPTED}")
    return month.start


REPORT: StoredArgument[str | None, ReportRow] = StoredArgument(
    name="report",
    description="The report, by its month; the newest where it is left out.",
    schema=_VALUE,
    parse=_only,
    find=_report,
    pinned=_value,
)
REPORT_OR_ALL: StoredArgument[str | None, ReportRow | Every] = StoredArgument(
    name=REPORT.name,
    description="The report, by its month; the newest where it is left out; all for the rows of every report.",
    schema={**_VALUE, "pattern": f"^({PATTERN}|{ALL})$", "examples": ["2025-04", ALL]},
    parse=_only,
    find=_report_or_all,
    pinned=_value_or_all,
    everything=ALL,
)
ONE_OR_ALL: StoredArgument[str | None, ReportRow | Every] = StoredArgument(
    name=REPORT.name,
    description="The report, by its month; every report where it is left out.",
    schema=REPORT_OR_ALL.schema,
    parse=_only,
    find=_one_or_all,
    pinned=_value_or_all,
)
MONTH_FROM: Argument[date | None] = Argument(
    name="month_from",
    description="Rows of this month and later ones; a week is of the month of its Thursday.",
    schema=_MONTH,
    parse=partial(_month, name="month_from"),
)
MONTH_TO: Argument[date | None] = Argument(
    name="month_to",
    description="Rows of this month and earlier ones.",
    schema=_MONTH,
    parse=partial(_month, name="month_to"),
)
AGAINST: StoredArgument[str | None, ReportRow] = StoredArgument(
    name="against",
    description="The report to compare with; the one before where it is left out.",
    schema=_VALUE,
    parse=_only,
    find=_against,
    pinned=_value,
)
OF_MONTHS = tuple(
    Narrowing(argument, "month_start", bound, text="{:%Y-%m}".format)
    for argument, bound in ((MONTH_FROM, Bound.AT_LEAST), (MONTH_TO, Bound.AT_MOST))
)
"""Conditions on columns that these arguments serve."""
OF_WEEKS = tuple(
    one._replace(column="week_start", text=lambda monday: f"{monday + THURSDAY:%Y-%m}") for one in OF_MONTHS
)
PLATFORM: Argument[Keys] = Argument(
    name="platform",
    description="Demands of this platform.",
    schema={**TEXT, "examples": ["Amisys"]},
    parse=keys,
    is_repeatable=True,
)
LOCALITY: Argument[WorkType | None] = Argument(
    name="locality",
    description="Demands of this locality, in upper or lower case; both where it is blank.",
    schema={"type": "string", "enum": [*(name.capitalize() for name in LOCALITY_OF), ""]},
    parse=_locality,
    is_repeatable=True,
)
MAIN_LOB: Argument[Keys] = Argument(
    name="main_lob",
    description="Demands of this main LOB.",
    schema={**TEXT, "examples": ["Amisys Medicaid DOMESTIC"]},
    parse=keys,
    is_repeatable=True,
)
STATE: Argument[Keys] = Argument(
    name="state",
    description="Demands of this state, or N/A.",
    schema={**TEXT, "examples": ["FL"]},
    parse=states,
    is_repeatable=True,
)
CASE_TYPE: Argument[Keys] = Argument(
    name="case_type",
    description="Demands of this case type.",
    schema={**TEXT, "examples": ["Claims"]},
    parse=keys,
    is_repeatable=True,
)
DEMANDS = (PLATFORM, LOCALITY, MAIN_LOB, STATE, CASE_TYPE)
"""Which demands; all unless told."""
OF_DEMANDS = tuple(Narrowing(argument, argument.name) for argument in (MAIN_LOB, STATE, CASE_TYPE))


def demand_filter(request: ReportRequest) -> DemandFilter:
    """The demands that are asked for."""
    return DemandFilter(
        platforms=request.value(PLATFORM),
        locality=request.value(LOCALITY),
        main_lobs=request.value(MAIN_LOB),
        states=request.value(STATE),
        case_types=request.value(CASE_TYPE),
    )


def months(request: ReportRequest) -> tuple[date | None, date | None]:
    """The first days of the first and of the last month asked for; raises BadRequest where none lies between them."""
    first, last = (request.values.get(argument.name) for argument in (MONTH_FROM, MONTH_TO))
    if first is not None and last is not None and last < first:
        given = (f"{MONTH_TO.name} is {last:%Y-%m}", f"{MONTH_FROM.name} {first:%Y-%m}")
        raise BadRequest(f"{given[0]}, before {given[1]}; accepted: the same month or a later one")
    return first, last


async def named_report(
    session: ReadSession, request: ReportRequest, argument: StoredArgument[str | None, Any]
) -> int | None:
    """The id of the report that is named: none has 0, and where none is named, or all are, it is None."""
    value = request.value(argument)
    if value is None or value == ALL:
        return None
    report = await find_report(session, value)
    return report.id if report else 0


async def told_filter(session: ReadSession, request: ReportRequest) -> list[str]:
    """Which demands are asked for, in the words of columns and their cells: "State: FL, N/A"; nothing where all are."""
    chosen = demand_filter(request)
    words = {
        TermKind.PLATFORM: chosen.platforms or (),
        TermKind.MAIN_LOB: chosen.main_lobs or (),
        TermKind.CASE_TYPE: chosen.case_types or (),
    }
    named = {(kind, key) for kind, keys_of in words.items() for key in keys_of}
    spellings = await spellings_of_words(session, named) if named else {}
    spelled = {kind: [spellings.get((kind, key), key) for key in keys_of] for kind, keys_of in words.items()}
    told = {
        "Platform": spelled[TermKind.PLATFORM],
        "Locality": [] if chosen.locality is None else [chosen.locality.title()],
        "Main LOB": spelled[TermKind.MAIN_LOB],
        "State": list(chosen.states or ()),
        "Case type": spelled[TermKind.CASE_TYPE],
    }
    return [f"{name}: {some(texts)}" for name, texts in told.items() if texts]
