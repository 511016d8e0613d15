"""Figures that are told to the last bit, while all others are told to six decimals (decision 82)."""


class Exact(float):
    """A figure that others of the same answer add up to, or that is one of those: rounded, they would not."""

    __slots__ = ()
