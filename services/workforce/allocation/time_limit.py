"""How long an allocation searches, and what somebody can do who needs a better answer, or one at all."""

import time
from typing import NamedTuple

from services.workforce.allocation.solver.problem import Answer

SETTING = "HEADROOM_MUTATION_SECONDS"
OPERATION_SECONDS = 120.0
"""How long an operation may take unless an installation chooses otherwise."""
SHARE = 7 / 12
"""Of the time an operation has: the rest is for reading and keeping."""
AFTERWARDS = 0.15
"""Of that time, at least, stays for what follows a search; more, where what went before it has taken more."""
# An allocation is given up before its operation is, of which nothing could be told but that it took too long.
EARLIER, EARLIER_SHARE = 2.0, 0.1  # seconds, or the share of the operation's time where that is less


class TimeLimit(NamedTuple):
    """The seconds that an operation has, when it began by the monotonic clock, and how long it had waited by then."""

    seconds: float
    began: float
    waited: float = 0.0

    @classmethod
    def from_now(cls, seconds: float = OPERATION_SECONDS, *, waited: float = 0.0) -> "TimeLimit":
        """That of an operation that begins now, with so many seconds left after it waited for its turn."""
        return cls(seconds, time.monotonic(), waited)

    @property
    def given_up_after(self) -> float:
        """The seconds from its beginning after which it is given up."""
        return self.seconds - min(EARLIER, EARLIER_SHARE * self.seconds)

    def search_seconds(self, now: float | None = None) -> float:
        """How long a search may take that begins now, explanations included.

        A slow machine was slow before, and will be: what was read in some seconds takes as long to be written.
        """
        gone = (time.monotonic() if now is None else now) - self.began
        afterwards = max(AFTERWARDS * self.seconds, gone)
        return max(0.0, min(longest_search(self.seconds), self.given_up_after - gone - afterwards))


def longest_search(operation_seconds: float) -> float:
    """How long a search may take within an operation at most."""
    return SHARE * operation_seconds


def unproven(answer: Answer, operation_seconds: float, waited: float = 0.0) -> list[str]:
    """What to do about an answer that the search did not prove to be the best; nothing where it did."""
    if answer.is_optimal:
        return []
    setting = f"now {round(operation_seconds + waited, 1):g}"
    if round(waited, 1):
        setting += f", of which {round(waited, 1):g} were over before it began"
    return [
        f"the search ended before it proved its answer: at most {answer.gap:,.2f} FTE-weeks more could be covered;"
        f" execute it as it is, or raise {SETTING} ({setting}), of which the search may take"
        f" {longest_search(operation_seconds):.3g} seconds, and preview again"
    ]


def took_too_long(operation_seconds: float) -> str:
    """What to do where not even an answer was found in time."""
    return (
        f"the allocation took longer than the {round(operation_seconds, 1):g} seconds it has and was cancelled;"
        f" nothing was changed. Raise {SETTING}, or leave fewer people to be placed: who is assigned by hand in"
        " the report's weeks, or inactive, is left out"
    )
