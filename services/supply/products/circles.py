"""Circles in bills of materials: ways from a product through what it is made of back to itself."""

from collections.abc import Collection, Iterable, Mapping, Sequence

Bills = Mapping[int, Sequence[int]]
"""By product, the components of its bill."""


def circle_through(bills: Bills, product: int) -> list[int]:
    """A shortest way from a product back to it, both ends included; empty where there is none."""
    came_from: dict[int, int] = {}
    level = [product]
    while level:
        below: list[int] = []
        for one in level:
            for component in bills.get(one, ()):
                if component == product:
                    return [*_way_to(one, came_from), product]
                if component not in came_from:
                    came_from[component] = one
                    below.append(component)
        level = below
    return []


def bills_in_circles(bills: Bills, changed: Iterable[int]) -> dict[int, list[int]]:
    """Of the bills that change, those that lie in a circle, each with its way back."""
    inside = _that_can_return(bills)
    ways = {product: circle_through(bills, product) for product in changed if product in inside}
    return {product: way for product, way in ways.items() if way}


def told_way(way: Sequence[int], skus: Mapping[int, str]) -> str:
    """A way as people read it: "A → B → A"."""
    return " → ".join(skus[one] for one in way)


def _way_to(end: int, came_from: Mapping[int, int]) -> list[int]:
    way = [end]
    while way[-1] in came_from:
        way.append(came_from[way[-1]])
    return way[::-1]


def _that_can_return(bills: Bills) -> Collection[int]:
    """Products that are left once those without components, and those made of such alone, are taken away."""
    used_in: dict[int, list[int]] = {}
    for product, components in bills.items():
        for component in components:
            used_in.setdefault(component, []).append(product)
    open_components = {product: len(components) for product, components in bills.items() if components}
    leaves = [component for component in used_in if component not in open_components]
    while leaves:
        for product in used_in.get(leaves.pop(), ()):
            open_components[product] -= 1
            if open_components[product] == 0:
                leaves.append(product)
    return {product for product, left in open_components.items() if left > 0}
