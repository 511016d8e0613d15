"""Large values, freed a piece at a time.

Python frees what nobody refers to any more in one go, and keeps the interpreter from everybody meanwhile, on whichever
thread: a tenth of a second and more for the rows of 24,000 demands. Loops give it up in between.
"""

from sys import getrefcount
from typing import Any

PIECE = 1_000  # items that are freed at once: a fraction of a millisecond
CONTAINERS = (dict, list)
FIELDS = 20  # a container with no more is taken for the fields of something, and not for rows
_OURS_ALONE = 2  # references: the variable, and the argument of getrefcount


class FreedInPieces:
    """What lets go of its attributes a piece at a time."""

    def __del__(self) -> None:
        """Called once nobody refers to it."""
        free(vars(self))


def free(*emptied: dict[Any, Any] | list[Any]) -> None:
    """Empty these, and what lies in them that nobody else refers to.

    Rows that are tuples are freed as they are: there are many of them, and each is small.
    """
    waiting: list[Any] = list(emptied)
    while waiting:
        container = waiting.pop()
        is_small = len(container) <= FIELDS
        if type(container) is list and not is_small and type(container[0]) not in CONTAINERS:
            while container:
                del container[-PIECE:]
        while container:
            item = container.popitem()[1] if type(container) is dict else container.pop()
            if getrefcount(item) == _OURS_ALONE:
                if type(item) in CONTAINERS:
                    waiting.append(item)
                elif is_small and isinstance(item, tuple):
                    waiting.append(list(item))
            item = None  # what was a tuple must not hold its items any longer
