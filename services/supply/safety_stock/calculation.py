"""Safety stock, reorder point and order-up-to, with every step on the way; pure numbers.

With lead time L days and its deviation σ_L, mean demand d a day and its deviation σ_d:

    σ over the lead time = √(L σ_d² + d² σ_L²)
    safety stock         = Z × that, or what the policy fixes
    reorder point        = d × L + safety stock
    order-up-to          = reorder point + d × review days
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from db.supply.enums import SafetyStockPolicy
from services.shared.quantities import plain, rounded, rounded_up
from services.supply.safety_stock.normal_quantile import exact_z, printed_z

_DIGITS = 60  # on the way, so that only the last step rounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a safety stock follows from; of the policies' own values the one that its policy takes is there."""

    policy: SafetyStockPolicy
    lead_time_days: Decimal
    mean_daily_demand: Decimal
    lead_time_deviation: Decimal = Decimal(0)
    demand_deviation: Decimal = Decimal(0)
    review_days: Decimal | None = None
    fixed_quantity: Decimal | None = None
    fixed_days: Decimal | None = None
    service_level: float | None = None
    exact_z: bool = False
    recommended_quantity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """Every figure; quantities to four places."""

    z: float | None
    z_exact: float | None
    sigma_lead_time: Decimal | None
    lead_time_demand: Decimal
    safety_stock_quantity: Decimal
    reorder_point: Decimal
    order_up_to: Decimal | None
    safety_stock_rounded_up: Decimal
    reorder_point_rounded_up: Decimal
    steps: list[str]


def calculate(basis: Basis, *, decimals: int = 0) -> Calculation:
    """Compute a safety stock; `decimals` are what the rounded-up figures have.

    95 %, d 100, σ_d 20, L 7: σ 52.9150, safety stock 87.3098, reorder point 787.3098, rounded up 88 and 788.
    """
    with localcontext() as context:
        context.prec = _DIGITS
        steps: list[str] = []
        z, sigma, exactly = None, None, None
        if basis.policy is SafetyStockPolicy.SERVICE_LEVEL and basis.service_level is not None:
            exactly = exact_z(basis.service_level)
            z = exactly if basis.exact_z else printed_z(basis.service_level)
            sigma = _sigma(basis)
            stock = Decimal(repr(z)) * sigma
            steps += _steps_of_service_level(basis, z, exactly, sigma, stock)
        else:
            stock = _fixed(basis, steps)
        demand = basis.mean_daily_demand * basis.lead_time_days
        point = demand + stock
        up_to = None if basis.review_days is None else point + basis.mean_daily_demand * basis.review_days
        steps += _steps_of_points(basis, demand, stock, point, up_to)
        return Calculation(
            z=z,
            z_exact=exactly,
            sigma_lead_time=None if sigma is None else rounded(sigma),
            lead_time_demand=rounded(demand),
            safety_stock_quantity=rounded(stock),
            reorder_point=rounded(point),
            order_up_to=None if up_to is None else rounded(up_to),
            safety_stock_rounded_up=rounded_up(rounded(stock), decimals),
            reorder_point_rounded_up=rounded_up(rounded(point), decimals),
            steps=steps,
        )


def _sigma(basis: Basis) -> Decimal:
    of_demand = basis.lead_time_days * basis.demand_deviation**2
    of_lead_time = basis.mean_daily_demand**2 * basis.lead_time_deviation**2
    return (of_demand + of_lead_time).sqrt()


def _fixed(basis: Basis, steps: list[str]) -> Decimal:
    """The safety stock of a policy without a service level."""
    if basis.policy is SafetyStockPolicy.FIXED_DAYS:
        days = basis.fixed_days or Decimal(0)
        stock = days * basis.mean_daily_demand
        steps.append(f"safety stock = days × d = {plain(days)} × {plain(basis.mean_daily_demand)} = {_shown(stock)}")
        return stock
    is_fixed = basis.policy is SafetyStockPolicy.FIXED_QUANTITY
    stock = (basis.fixed_quantity if is_fixed else basis.recommended_quantity) or Decimal(0)
    steps.append(f"safety stock = {'fixed' if is_fixed else 'recommended'} quantity = {_shown(stock)}")
    return stock


def _steps_of_service_level(basis: Basis, z: float, exactly: float, sigma: Decimal, stock: Decimal) -> list[str]:
    how = "exact" if basis.exact_z else f"{exactly:.6f} rounded to three decimals, then two"
    lead, deviation = plain(basis.lead_time_days), plain(basis.demand_deviation)
    mean, spread = plain(basis.mean_daily_demand), plain(basis.lead_time_deviation)
    return [
        f"Z of {basis.service_level} = {z} ({how})",
        f"σ over the lead time = √(L × σ_d² + d² × σ_L²) = √({lead} × {deviation}² + {mean}² × {spread}²)"
        f" = {_shown(sigma)}",
        f"safety stock = Z × σ = {z} × {_shown(sigma)} = {_shown(stock)}",
    ]


def _steps_of_points(basis: Basis, demand: Decimal, stock: Decimal, point: Decimal, up_to: Decimal | None) -> list[str]:
    mean = plain(basis.mean_daily_demand)
    steps = [
        f"demand over the lead time = d × L = {mean} × {plain(basis.lead_time_days)} = {_shown(demand)}",
        f"reorder point = {_shown(demand)} + {_shown(stock)} = {_shown(point)}",
    ]
    if up_to is not None and basis.review_days is not None:
        steps.append(
            f"order-up-to = reorder point + d × review days = {_shown(point)} + {mean} × {plain(basis.review_days)}"
            f" = {_shown(up_to)}"
        )
    return steps


def _shown(value: Decimal) -> str:
    return plain(rounded(value))
