"""Arguments of this room's reports."""

from collections.abc import Sequence
from dataclasses import replace

from db.workforce.filters import ResourceFilter
from resolvers.forecast.report_arguments import CASE_TYPE, LOCALITY, MONTH_FROM, MONTH_TO, PLATFORM, STATE
from services.shared.errors import BadRequest
from services.shared.report import Argument, ReportRequest
from services.workforce.reports.monthly_workbook import FIGURES, Figure


def _figures(texts: Sequence[str]) -> Sequence[Figure]:
    """The figures that are named, in the order they always have; all where none is."""
    if strays := [text for text in texts if text not in FIGURES]:
        raise BadRequest(f"figures is {strays[0][:40]!r}; accepted: {', '.join(FIGURES)}")
    return [figure for name, figure in FIGURES.items() if not texts or name in texts]


MONTHLY_FIGURES: Argument[Sequence[Figure]] = Argument(
    name="figures",
    description="A column of each month; all where none is named.",
    schema={"type": "string", "enum": [*FIGURES]},
    parse=_figures,
    is_repeatable=True,
)

# The same names and texts as of demands, here of what people are and can.
OF_PEOPLE = (
    replace(PLATFORM, description="People of this platform."),
    replace(LOCALITY, description="People who work there, in upper or lower case; both where it is blank."),
    replace(STATE, description="People who may work for this state."),
    replace(CASE_TYPE, description="People who can do this case type."),
)
GRID_WEEKS = (
    replace(MONTH_FROM, description="Weeks of this month and later ones; a week is of the month of its Thursday."),
    replace(MONTH_TO, description="Weeks of this month and earlier ones."),
)


def people_filter(request: ReportRequest) -> ResourceFilter:
    """The people who are asked for."""
    platforms, location, states, skills = (request.values[argument.name] for argument in OF_PEOPLE)
    return ResourceFilter(platforms=platforms, location=location, states=states, skills=skills)
