"""The arguments of reports about a forecast: which report, and which of its demands."""

from collections.abc import Mapping, Sequence
from typing import Any

from db.engine import ReadSession
from db.forecast.filters import DemandFilter
from db.forecast.rows import ReportRow
from db.shared.enums import WorkType
from resolvers.shared.arguments import filled, keys, states
from services.forecast.find_report import report_or_newest, report_to_compare
from services.forecast.report_value import PATTERN
from services.shared.calendar import Month
from services.shared.errors import BadRequest
from services.shared.json_schema import TEXT, Schema
from services.shared.main_lob import LOCALITIES, LOCALITY_OF, parse_locality
from services.shared.report import Argument, ReportRequest, StoredArgument
from services.shared.text import some

Keys = tuple[str, ...] | None

_VALUE: Schema = {"type": "string", "pattern": f"^{PATTERN}$", "examples": ["2025-04"]}


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


REPORT: StoredArgument[str | None, ReportRow] = StoredArgument(
    name="report",
    description="The report, by its month; the newest where it is left out.",
    schema=_VALUE,
    parse=_only,
    find=_report,
    pinned=_value,
)
AGAINST: StoredArgument[str | None, ReportRow] = StoredArgument(
    name="against",
    description="The report to compare with; the one before where it is left out.",
    schema=_VALUE,
    parse=_only,
    find=_against,
    pinned=_value,
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


def demand_filter(request: ReportRequest) -> DemandFilter:
    """The demands that are asked for."""
    return DemandFilter(
        platforms=request.value(PLATFORM),
        locality=request.value(LOCALITY),
        main_lobs=request.value(MAIN_LOB),
        states=request.value(STATE),
        case_types=request.value(CASE_TYPE),
    )


def told_filter(request: ReportRequest) -> list[str]:
    """Which demands are asked for, in words: "state FL, N/A"; nothing where all are."""
    chosen = demand_filter(request)
    locality = None if chosen.locality is None else (chosen.locality.title(),)
    told = {
        "platform": chosen.platforms,
        "locality": locality,
        "main LOB": chosen.main_lobs,
        "state": chosen.states,
        "case type": chosen.case_types,
    }
    return [f"{name} {some(list(words))}" for name, words in told.items() if words]
