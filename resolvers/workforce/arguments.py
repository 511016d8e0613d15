"""Arguments of the workforce room as filters of the rules; raises BadRequest for what cannot be meant."""

from datetime import date
from typing import Any

from db.shared.working_time import Week
from db.workforce.filters import AssignmentFilter, ResourceFilter
from resolvers.shared.arguments import combined, given, keys, part, states
from schema.shared.node import parse_key
from schema.workforce import filters as nouns
from schema.workforce.assignment_changes import DemandKeyInput
from services.forecast.report_value import ACCEPTED, parse_report_value
from services.shared.errors import BadRequest, InvalidInput
from services.workforce.assigning.placement_context import DemandKey
from services.workforce.people.doubtful_words import Words


def week_range(weeks: nouns.WeekRangeInput | None) -> tuple[Week, Week] | None:
    """A range of ISO weeks that exist, in order."""
    if weeks is None:
        return None
    return checked_range((weeks.from_.year, weeks.from_.week), (weeks.to.year, weeks.to.week))


def checked_range(first: Week, last: Week) -> tuple[Week, Week]:
    """The same of bare (year, week)s."""
    for year, week in (first, last):
        try:
            date.fromisocalendar(year, week, 1)
        except ValueError:
            raise BadRequest(
                f"there is no ISO week {week} in {year}; accepted: weeks 1 to 52 or 53 of a year"
            ) from None
    if first > last:
        words = (f"{year}-W{week:02d}" for year, week in (first, last))
        raise BadRequest("the first week {} lies after the last one {}; accepted: weeks in order".format(*words))
    return first, last


def resource_filter(chosen: nouns.ResourceFilter | None) -> ResourceFilter:
    """Which people."""
    return ResourceFilter() if chosen is None else combined(chosen, _resource)


def _resource(chosen: nouns.ResourceFilter) -> ResourceFilter:
    return ResourceFilter(
        platforms=keys(chosen.platform),
        location=chosen.location,
        states=states(chosen.state),
        skills=keys(chosen.skill),
        type=chosen.type,
        is_active=chosen.is_active,
        free_in=week_range(chosen.free_in),
        search=part(chosen.search),
    )


def assignment_filter(chosen: nouns.AssignmentFilter | None) -> AssignmentFilter:
    """Which assignments."""
    if chosen is None:
        return AssignmentFilter()
    whole = combined(chosen, _assignment)
    if any(part.include_inactive for part in whole.parts() if part is not whole):
        raise BadRequest("includeInactive is given in a filter within another; accepted: in the outermost one")
    return whole


def _assignment(chosen: nouns.AssignmentFilter) -> AssignmentFilter:
    report = parse_report_value(chosen.report) if chosen.report is not None else None
    if chosen.report is not None and report is None:
        raise BadRequest(f"filter.report is not a report's value; accepted: {ACCEPTED}")
    return AssignmentFilter(
        weeks=week_range(chosen.weeks),
        resource_cns=keys(chosen.resource_cn),
        report=(report.year, report.number) if report else None,
        main_lobs=keys(chosen.main_lob),
        states=states(chosen.state),
        case_types=keys(chosen.case_type),
        type=chosen.type,
        resource_type=chosen.resource_type,
        execution_id=chosen.execution_id,
        include_inactive=bool(chosen.include_inactive),
    )


def assignments_to_change(chosen: nouns.AssignmentFilter) -> AssignmentFilter:
    """Which assignments a mutation is about; raises InvalidInput where a question would raise BadRequest."""
    try:
        return assignment_filter(chosen)
    except BadRequest as bad:
        message, _, accepted = str(bad).partition("; accepted: ")
        raise InvalidInput(message, ("filter",), accepted=accepted or None) from None


def pair(week: nouns.WeekInput) -> Week:
    """A week as (year, week)."""
    return week.year, week.week


def span(weeks: nouns.WeekRangeInput) -> tuple[Week, Week]:
    """A range of weeks as it was given, right or wrong; the rules say which."""
    return pair(weeks.from_), pair(weeks.to)


def demand_key(demand: DemandKeyInput) -> DemandKey:
    """A demand as people name it."""
    return DemandKey(demand.main_lob, demand.state, demand.case_type)


def tier_key(id: str | None) -> int | None:
    """The key of a tier's id; None for anything else."""
    return None if id is None else parse_key("CapacityTier", id)


def words_of(described: Any) -> Words:
    """The words that an input describes somebody with; what a patch leaves out has none."""
    words = given(described)
    platform = words.get("platform")
    return {
        "platform": [platform] if platform else [],
        "skill": words.get("skills") or [],
        "state": words.get("states") or [],
    }
