"""BACKWARD_LEVELLING: the worked example, and the optimum that HiGHS finds for programmes drawn at random."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from services.supply.recommendations.backward_levelling import Levelled, level_backward
from tests.support.levelling import Case, goals, optimum


def levelled(case: Case) -> Levelled:
    return level_backward(
        case.demand, case.capacity, opening=case.opening, safety_stock=case.safety_stock, decimals=case.decimals
    )


def decimals(*figures: float) -> list[Decimal]:
    return [Decimal(str(figure)) for figure in figures]


def test_the_worked_example() -> None:
    case = Case(decimals(400, 300, 900, 200), decimals(500, 500, 500, 500), Decimal(350), Decimal(100), 0)
    assert levelled(case) == Levelled(tuple(decimals(350, 500, 500, 200)), tuple(decimals(300, 500, 100, 100)))


def test_what_cannot_be_in_time_is_made_as_soon_after_as_can_be() -> None:
    case = Case(decimals(10, 0, 0, 0), decimals(4, 0, 4, 4), Decimal(0), Decimal(1), 0)
    assert levelled(case) == Levelled(tuple(decimals(4, 0, 4, 3)), tuple(decimals(-6, -6, -2, 1)))


def test_surplus_stock_is_used_up_before_anything_is_made() -> None:
    case = Case(decimals(10, 10, 10), decimals(50, 50, 50), Decimal(25), Decimal(0), 0)
    assert levelled(case) == Levelled(tuple(decimals(0, 0, 5)), tuple(decimals(15, 5, 0)))


def test_quantities_have_the_decimals_of_the_product() -> None:
    case = Case(decimals(0.61, 0.61), decimals(0.75, 0.75), Decimal(0), Decimal("0.05"), 1)
    assert levelled(case) == Levelled(tuple(decimals(0.7, 0.6)), tuple(decimals(0.09, 0.08)))


def test_shares_of_a_month_add_up_exactly() -> None:
    third = Fraction(2, 3)  # to four places three of them would be 2.0001, and a third unit made
    found = level_backward([third] * 3, [Decimal(5)] * 3, opening=Fraction(0), safety_stock=Decimal(0), decimals=0)
    assert found == Levelled(tuple(decimals(1, 1, 0)), tuple(decimals(0.3333, 0.6667, 0)))


def test_no_week_is_no_production() -> None:
    assert levelled(Case([], [], Decimal(5), Decimal(1), 0)) == Levelled((), ())


def drawn(seed: int) -> Case:
    """Weeks with idle and crowded ones, demand of more places than the product has, and any stock to begin with."""
    draw = random.Random(seed)
    places, weeks, scale = draw.choice((0, 0, 1, 2)), draw.randint(1, 9), draw.choice((5, 40, 1000))
    finer = draw.choice((places, places, 4))

    def figure(most: float, digits: int) -> Decimal:
        return Decimal(str(round(draw.uniform(0, most), digits)))

    demand = [draw.choice((Decimal(0), figure(scale, finer), figure(3 * scale, finer))) for _ in range(weeks)]
    capacity = [draw.choice((Decimal(0), figure(scale, finer), figure(2 * scale, finer))) for _ in range(weeks)]
    opening = draw.choice((Decimal(0), figure(scale, places), figure(weeks * scale, places)))
    return Case(demand, capacity, opening, draw.choice((Decimal(0), figure(scale, places))), places)


@pytest.mark.parametrize("block", range(10))
def test_it_equals_the_optimum_of_the_programme(block: int) -> None:
    for seed in range(40 * block, 40 * (block + 1)):
        case = drawn(seed)
        answer = levelled(case)
        for made, most in zip(answer.production, case.capacity, strict=True):
            assert 0 <= made <= most
            assert made == round(made, case.decimals)
        ours = goals([float(left) for left in answer.stock], float(case.safety_stock))
        assert ours == pytest.approx(optimum(case, whole=True), abs=1e-3), f"seed {seed}: {case}"


def test_it_equals_the_linear_programme_where_all_is_whole() -> None:
    compared = 0
    for seed in range(400):
        case = drawn(seed)
        if all(figure == int(figure) for figure in (*case.demand, *case.capacity, case.opening, case.safety_stock)):
            compared += 1
            ours = goals([float(left) for left in levelled(case).stock], float(case.safety_stock))
            assert ours == pytest.approx(optimum(case, whole=False), abs=1e-3), f"seed {seed}: {case}"
    assert compared > 100
