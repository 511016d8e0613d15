"""How long an allocation searches, and what somebody can do who needs a better answer, or one at all."""

from services.workforce.allocation.solver.problem import Answer

SETTING = "HEADROOM_MUTATION_SECONDS"
OPERATION_SECONDS = 120.0
"""How long an operation may take unless an installation chooses otherwise."""
SHARE = 7 / 12
"""Of the time an operation has: the rest is for reading, explaining and keeping."""


def search_seconds(operation_seconds: float) -> float:
    """How long a search may take within an operation."""
    return SHARE * operation_seconds


def unproven(answer: Answer, operation_seconds: float) -> list[str]:
    """What to do about an answer that the search did not prove to be the best; nothing where it did."""
    if answer.is_optimal:
        return []
    gap = answer.uncovered_after - answer.proven_bound
    return [
        f"the search ended before it proved its answer: at most {gap:,.2f} FTE-weeks more could be covered;"
        f" execute it as it is, or raise {SETTING} (now {operation_seconds:g}), of which the search may take"
        f" {search_seconds(operation_seconds):.3g} seconds, and preview again"
    ]


def took_too_long(operation_seconds: float) -> str:
    """What to do where not even an answer was found in time."""
    return (
        f"the allocation took longer than the {operation_seconds:g} seconds it has and was cancelled; nothing was"
        f" changed. Raise {SETTING}, or leave fewer people to be placed: who is assigned by hand in the report's weeks,"
        " or inactive, is left out"
    )
