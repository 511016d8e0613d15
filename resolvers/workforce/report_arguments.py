"""Arguments of this room's reports."""

from collections.abc import Sequence

from services.shared.errors import BadRequest
from services.shared.report import Argument
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
