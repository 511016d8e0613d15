"""The way out: whatever is not plainly right is left to graphql-core."""


class Fallback(Exception):
    """Only graphql-core knows how to answer this; the message says why.

    It is no error of the caller's, and nobody outside sees it. Something odd may turn up deep inside a column of
    thousands of values, many calls below the place where graphql-core handed the value over. Raising takes us back to
    that place in one step. There graphql-core completes the same value from the start: it may well find nothing wrong.
    """
