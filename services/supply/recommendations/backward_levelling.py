"""BACKWARD_LEVELLING 1: produce as late as capacity allows, so that each week ends at the safety stock."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import accumulate, pairwise
from typing import NamedTuple

MODEL, VERSION = "BACKWARD_LEVELLING", "1"


class Levelled(NamedTuple):
    """What to produce in each week, and the stock at its end; stock below 0 is backlog."""

    production: tuple[Decimal, ...]
    stock: tuple[Decimal, ...]


def level_backward(
    demand: Sequence[Decimal], capacity: Sequence[Decimal], *, opening: Decimal, safety_stock: Decimal, decimals: int
) -> Levelled:
    """The production of each week, within its capacity, with the least backlog, then shortfall, then stock.

    Backlog is stock below 0, shortfall what stock lacks to the safety stock, each summed over the weeks' ends.
    Quantities have so many `decimals`: capacities are rounded down to them, what is needed up.

    Until the end of a week as much has to be made as demand and safety stock exceed the opening stock by, or all that
    capacity allows: no plan has less backlog or shortfall in any week. Of the plans that make so much, the one that
    makes everything as late as it can has the least stock in every week. So it is the optimum of all three at once.
    """
    unit = Decimal(1).scaleb(-decimals)
    most = [quantity.quantize(unit, ROUND_FLOOR) for quantity in capacity]
    asked = list(accumulate(demand))
    needed = [max(total + safety_stock - opening, Decimal(0)).quantize(unit, ROUND_CEILING) for total in asked]
    made = _as_late_as_can_be(_within(needed, most), most)
    production = tuple(after - before for before, after in pairwise([Decimal(0), *made]))
    return Levelled(production, tuple(opening + total - out for total, out in zip(made, asked, strict=True)))


def _within(needed: Sequence[Decimal], most: Sequence[Decimal]) -> list[Decimal]:
    """What has to be made until each week's end, as far as it can be; never less than until the week before."""
    return list(accumulate((min(pair) for pair in zip(needed, accumulate(most), strict=True)), max))


def _as_late_as_can_be(targets: Sequence[Decimal], most: Sequence[Decimal]) -> list[Decimal]:
    """The least that can be made until each week's end and still reach every target, that week's and later ones."""
    made: list[Decimal] = []
    later = Decimal(0)  # what has to be made until this week's end for the weeks behind it
    for target, capacity in zip(reversed(targets), reversed(most), strict=True):
        made.append(max(target, later))
        later = made[-1] - capacity
    return made[::-1]
