"""Figures as answers tell them: to six decimals."""

from fractions import Fraction
from typing import Any

import pytest


def told(figure: float | Fraction) -> Any:
    """What a figure that was computed in full is compared with in an answer."""
    return pytest.approx(float(figure), rel=0, abs=1.1e-6)
