"""Who of alike people goes where with the fewest changes, as streams: some stay where they are, the others are pooled.

Somebody who leaves may go to any demand that their group can do, at the same cost. So there is one pool for a group,
and the number of columns does not grow with the number of demands times that of places people stand on.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from services.workforce.allocation.solver.island import Chosen, Group, Island, Liking
from services.workforce.allocation.solver.linear import Programme, Solved, whole
from services.workforce.allocation.solver.problem import Person

Entries = Sequence[tuple[int, float]]
"""Rows in which somebody counts, with what they count."""


class _Alike(NamedTuple):
    """Alike people: columns of how many stay, by demand (None is not needed), and of how many go to the pool."""

    members: list[Person]
    staying: dict[int | None, int]
    leaving: int


class _Pool(NamedTuple):
    """A group: its alike people, columns of how many go on from the pool, by demand, and of how many go nowhere."""

    alike: list[_Alike]
    onwards: dict[int, int]
    nowhere: int | None


class Streams:
    """A programme in which people change as little as they can; whoever solves it adds the demands' side."""

    def __init__(self, island: Island, *, are_whole: bool = False) -> None:
        self.island, self.programme, self._are_whole = island, Programme(), are_whole
        self._pools: list[_Pool] = []

    def add(self, group: Group, rows: Mapping[int, Entries], *, may_idle: bool) -> None:
        """Let a group's people go to the demands that have rows, with what each counts in them, or to none."""
        pool, most = self.programme.row(0, 0), len(group.members)
        alike = [self._alike(liking, members, rows, pool, may_idle) for liking, members in group.alike.items()]
        # Nobody is placed for nothing: being put where one does not stand costs a trifle.
        cost = -self.island.trifle if self._are_whole else 0.0
        onwards = {demand: self._column(cost, most, [(pool, -1.0), *entries]) for demand, entries in rows.items()}
        nowhere = self._column(0.0, most, [(pool, -1.0)]) if may_idle else None
        self._pools.append(_Pool(alike, onwards, nowhere))

    def _alike(
        self, liking: Liking, members: list[Person], rows: Mapping[int, Entries], pool: int, may_idle: bool
    ) -> _Alike:
        most, leaving = len(members), self.island.leaving
        row = self.programme.row(most, most)
        staying: dict[int | None, int] = {}
        for demand in liking:
            if demand is not None and demand in rows and demand not in staying:
                cost = -liking.changes(demand, leaving=leaving)
                staying[demand] = self._column(cost, most, [(row, 1.0), *rows[demand]])
        if may_idle and liking.stands is not None and not self.island.is_capped:
            staying[None] = self._column(-liking.changes(liking.stands, leaving=leaving), most, [(row, 1.0)])
        left = self._column(-liking.changes(None, leaving=leaving), most, [(row, 1.0), (pool, 1.0)])
        return _Alike(members, staying, left)

    def _column(self, gain: float, most: int, rows: list[tuple[int, float]]) -> int:
        return self.programme.column(gain, 0, most, rows, whole=self._are_whole)

    def values_of(self, chosen: Chosen) -> list[float]:
        """A placement as values of the columns; those of the demands' side are 0."""
        values = [0.0] * self.programme.size
        for pool in self._pools:
            for alike in pool.alike:
                for person in alike.members:
                    demand = chosen.get(person.id)
                    if (column := alike.staying.get(demand)) is not None:
                        values[column] += 1
                        continue
                    values[alike.leaving] += 1
                    onwards = pool.nowhere if demand is None else pool.onwards.get(demand)
                    if onwards is not None:
                        values[onwards] += 1
        return values

    def placed(self, solved: Solved) -> Chosen:
        """Who goes where, as far as people are whole: alike ones in the order of their cns, demands in theirs."""
        return dict(self._placed(solved))

    def _placed(self, solved: Solved) -> Iterator[tuple[int, int]]:
        for pool in self._pools:
            free: list[Person] = []
            for alike in pool.alike:
                left = iter(alike.members)
                for demand, column in alike.staying.items():
                    for _ in range(whole(solved.values[column])):
                        person = next(left)
                        if demand is not None:
                            yield person.id, demand
                free += left
            going = iter(sorted(free, key=lambda person: (person.cn, person.id)))
            for demand, column in pool.onwards.items():
                for _ in range(whole(solved.values[column])):
                    yield next(going).id, demand
