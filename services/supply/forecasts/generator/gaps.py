"""Buckets without data, filled for the models: a stock-out is no demand of zero."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np


def interpolated(values: Sequence[Decimal | float | None]) -> list[float]:
    """The values, with None on a straight line between its neighbours; before the first and after the last, like those.

    At least one value is a number.
    """
    known = [place for place, value in enumerate(values) if value is not None]
    figures = [float(value) for value in values if value is not None]
    return [float(value) for value in np.interp(range(len(values)), known, figures)]
