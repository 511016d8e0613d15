"""Z: the normal quantile of a service level, exactly or as it is printed in tables."""

from decimal import ROUND_HALF_UP, Decimal
from statistics import NormalDist

_STANDARD = NormalDist()


def exact_z(service_level: float) -> float:
    """The standard normal quantile: 0.95 → 1.6448536…"""
    return _STANDARD.inv_cdf(service_level)


def printed_z(service_level: float) -> float:
    """Rounded to three decimals and then to two, as tables are: 0.95 → 1.645 → 1.65."""
    three = Decimal(repr(exact_z(service_level))).quantize(Decimal("0.001"), ROUND_HALF_UP)
    return float(three.quantize(Decimal("0.01"), ROUND_HALF_UP))
