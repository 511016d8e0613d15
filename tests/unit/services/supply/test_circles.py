"""Circles in bills of materials, by hand and on drawn ones."""

import random
from itertools import pairwise

from services.supply.products.circles import bills_in_circles, circle_through, told_way


def test_a_circle_is_found_with_its_shortest_way() -> None:
    a, b, c = 1, 2, 3
    bills = {a: [b, c], b: [c]}
    assert circle_through(bills, a) == []
    bills[c] = [a]
    assert circle_through(bills, a) == [a, c, a]
    bills[a] = [b]
    assert circle_through(bills, a) == [a, b, c, a]
    del bills[b]
    assert circle_through(bills, a) == []
    assert told_way([a, b, a], {a: "A", b: "B"}) == "A → B → A"


def test_many_ways_down_are_looked_at_once() -> None:
    deep = {level: [level + 1, level + 1001] for level in range(900)}
    deep |= {level + 1001: [level + 1, level + 2] for level in range(900)}
    assert circle_through(deep, 0) == []
    assert bills_in_circles(deep, deep) == {}


def test_what_lies_in_circles_is_what_can_be_come_back_to() -> None:
    for seed in range(300):
        draw = random.Random(seed)
        bills = {one: draw.sample(range(8), draw.randint(0, 2)) for one in range(8)}
        found = bills_in_circles(bills, bills)
        for one in bills:
            reached: set[int] = set()
            level = set(bills[one])
            while level - reached:
                reached |= level
                level = {component for product in level for component in bills[product]}
            assert (one in found) == (one in reached), seed
            if one in found:
                way = found[one]
                assert way[0] == way[-1] == one
                assert all(after in bills[before] for before, after in pairwise(way))
