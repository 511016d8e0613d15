"""Arguments of the forecast room as filters of the rules."""

from typing import Any

from db.forecast.filters import DemandFilter
from resolvers.workforce.arguments import keys, states

Asked = tuple[Any, ...]
"""A demand filter as a loader's key carries it: platforms, locality, main LOBs, states, case types."""


def filter_of(asked: Asked) -> DemandFilter:
    """The filter that a loader's key carries."""
    platforms, locality, main_lobs, chosen_states, case_types = asked
    return DemandFilter(
        platforms=keys(platforms),
        locality=locality,
        main_lobs=keys(main_lobs),
        states=states(chosen_states),
        case_types=keys(case_types),
    )
