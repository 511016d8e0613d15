"""Words that look like a slip of the pen: nobody uses them, and a word that is in use is a letter or two away."""

from collections.abc import Collection

from services.shared.text import key

LONG = 5  # letters of a word in which two slips are still one word


def near_word(word: str, known: Collection[str]) -> str | None:
    """The known word that another was probably meant to be; None where it is known itself, or is like none of them.

    A slip is a letter too many, missing or wrong, or two neighbours that changed places; letter case does not matter.
    Long words may have two. Of several the nearest, and of those the first by alphabet.
    """
    given = key(word)
    if len(given) < 2 or given in map(key, known):
        return None
    slips = {one: slips_between(given, key(one)) for one in sorted(known) if abs(len(key(one)) - len(given)) <= 2}
    near = [one for one, count in slips.items() if count <= (2 if min(len(given), len(key(one))) >= LONG else 1)]
    return min(near, key=lambda one: slips[one], default=None)


def slips_between(given: str, meant: str) -> int:
    """How many slips make one word of another: the optimal string alignment distance."""
    before: list[int] = []
    last = list(range(len(meant) + 1))
    for row, letter in enumerate(given, start=1):
        now = [row]
        for column, other in enumerate(meant, start=1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and (letter, given[row - 2]) == (meant[column - 2], other):
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1]
