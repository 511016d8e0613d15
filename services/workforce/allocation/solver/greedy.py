"""A week's plan without a search: people go one after another. A search begins with it, and answers no worse."""

from collections.abc import Iterator, Sequence
from heapq import heapify, heapreplace
from operator import itemgetter
from typing import NamedTuple

from services.workforce.allocation.solver.island import Chosen, Group, Island, Liking, without_idle_work
from services.workforce.allocation.solver.problem import EPSILON, Person


class _One(NamedTuple):
    person: Person
    liking: Liking
    group: Group

    @property
    def falling(self) -> tuple[float, int]:
        return -self.group.percentage, len(self.group.demands)

    @property
    def rigid(self) -> tuple[int, float]:
        return len(self.group.demands), -self.group.percentage


def greedy(island: Island) -> Chosen:
    """The best of four plans, in each of which everybody goes where most is missing; of equal ones the first.

    In the first, who stands where they are needed in full stays, and then who was there the week before; who can do
    little goes before who can do much. The last is first come, first served, by cn: nothing worse is ever answered.
    """
    best = min(_plans(island), key=itemgetter(0))[1]
    return without_idle_work(island, best)


def greedy_around(island: Island, kept: Chosen) -> Chosen:
    """A plan in which some people are placed already; who gives most goes first of the others."""
    return without_idle_work(island, _placed(island, kept, sorted(_everybody(island), key=lambda one: one.falling)))


def _everybody(island: Island) -> list[_One]:
    everybody = [
        _One(person, liking, group)
        for group in island.groups
        for liking, members in group.alike.items()
        for person in members
    ]
    return sorted(everybody, key=lambda one: (one.person.cn, one.person.id))


def _plans(island: Island) -> Iterator[tuple[float, Chosen]]:
    everybody = _everybody(island)
    rigid = sorted(everybody, key=lambda one: one.rigid)
    for kept, people in (
        (_kept(island, rigid), rigid),
        ({}, rigid),
        ({}, sorted(everybody, key=lambda one: one.falling)),
        ({}, everybody),
    ):
        chosen = _placed(island, kept, people)
        yield island.missing(chosen), chosen


def _kept(island: Island, people: Sequence[_One]) -> Chosen:
    """Who stays where they stand, or were the week before, as all of them is needed there."""
    left = dict(island.needs)
    kept: Chosen = {}
    for place in range(2):
        for person, liking, group in people:
            where = liking[place]
            if where in group.demands and person.id not in kept and left[where] >= group.percentage - EPSILON:
                kept[person.id] = where
                left[where] -= group.percentage
    return kept


def _placed(island: Island, kept: Chosen, people: Sequence[_One]) -> Chosen:
    given = island.given_by(kept)
    left = {demand: need - given[demand] for demand, need in island.needs.items()}
    chosen = dict(kept)
    heaps: dict[int, list[tuple[float, int, int]]] = {}
    for person, _, group in people:
        if person.id in kept:
            continue
        demand = _most_missing(group, left, heaps)
        if left[demand] > (group.percentage - EPSILON if island.is_capped else EPSILON):
            chosen[person.id] = demand
            left[demand] -= group.percentage
    return chosen


def _most_missing(group: Group, left: dict[int, float], heaps: dict[int, list[tuple[float, int, int]]]) -> int:
    if len(group.members) == 1:
        return max(group.demands, key=left.__getitem__)
    # Whatever is missing only shrinks, so that an old entry says too much, and the first that is right is the largest.
    if (heap := heaps.get(id(group))) is None:
        heap = heaps[id(group)] = [(-left[demand], place, demand) for place, demand in enumerate(group.demands)]
        heapify(heap)
    while (now := -left[heap[0][2]]) != heap[0][0]:
        heapreplace(heap, (now, *heap[0][1:]))
    return heap[0][2]
