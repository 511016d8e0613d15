"""BACKWARD_LEVELLING 1: produce as late as capacity allows, so that each week ends at the safety stock."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from math import ceil, floor
from typing import NamedTuple

from services.shared.quantities import nearest

MODEL, VERSION = "BACKWARD_LEVELLING", "1"
Exact = Decimal | Fraction


class Levelled(NamedTuple):
    """What to produce in each week, and the stock at its end; stock below 0 is backlog."""

    production: tuple[Decimal, ...]
    stock: tuple[Decimal, ...]


def level_backward(
    demand: Sequence[Exact], capacity: Sequence[Exact], *, opening: Exact, safety_stock: Exact, decimals: int
) -> Levelled:
    """The production of each week, within its capacity, with the least backlog, then shortfall, then stock.

    Backlog is stock below 0, shortfall what stock lacks to the safety stock, each summed over the weeks' ends.
    Quantities have so many `decimals`: capacities are rounded down to them, what is needed up. Demand may be any exact
    ratio, as a month's share of a week is; stock is told to four places.

    Until the end of a week as much has to be made as demand and safety stock exceed the opening stock by, or all that
    capacity allows: no plan has less backlog or shortfall in any week. Of the plans that make so much, the one that
    makes everything as late as it can has the least stock in every week. So it is the optimum of all three at once.
    """
    units = 10**decimals
    most = [floor(Fraction(quantity) * units) for quantity in capacity]
    asked = list(accumulate(Fraction(quantity) for quantity in demand))
    spare = Fraction(opening) - Fraction(safety_stock)
    needed = [max(ceil((total - spare) * units), 0) for total in asked]
    made = _as_late_as_can_be(_within(needed, most), most)
    stock = [Fraction(opening) + Fraction(total, units) - out for total, out in zip(made, asked, strict=True)]
    production = [Decimal(after - before).scaleb(-decimals) for before, after in pairwise([0, *made])]
    return Levelled(tuple(production), tuple(map(nearest, stock)))


def _within(needed: Sequence[int], most: Sequence[int]) -> list[int]:
    """What has to be made until each week's end, as far as it can be; never less than until the week before."""
    return list(accumulate((min(pair) for pair in zip(needed, accumulate(most), strict=True)), max))


def _as_late_as_can_be(targets: Sequence[int], most: Sequence[int]) -> list[int]:
    """The least that can be made until each week's end and still reach every target, that week's and later ones."""
    made: list[int] = []
    later = 0  # what has to be made until this week's end for the weeks behind it
    for target, capacity in zip(reversed(targets), reversed(most), strict=True):
        made.append(max(target, later))
        later = made[-1] - capacity
    return made[::-1]
