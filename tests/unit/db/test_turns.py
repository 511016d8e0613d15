"""Turns go round between owners, and none is lost, whoever comes, leaves and gives back in whatever order."""

import asyncio
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import DatabaseBusy
from db.postgres.turns import Turns

OWNERS = "ABC"
steps = st.lists(
    st.tuples(st.sampled_from(["come", "come", "give back", "leave", "leave as it is called"]), st.integers(0, 99)),
    max_size=60,
)


class Crowd:
    """Those who have a turn or wait for one, and what must be true of them after every step."""

    def __init__(self, size: int, most_of_one: int) -> None:
        self.turns = Turns(size, most_of_one=most_of_one)
        self._size, self._most_of_one = size, most_of_one
        self._held: list[str] = []
        self._waiting: list[tuple[str, asyncio.Task[None]]] = []

    async def step(self, what: str, number: int) -> None:
        """Let something happen, and look at everything."""
        match what:
            case "come":
                owner = OWNERS[number % len(OWNERS)]
                self._waiting.append((owner, asyncio.create_task(self.turns.acquire(owner))))
            case "give back" if self._held:
                self.turns.release(self._held.pop(number % len(self._held)))
            case "leave" if self._waiting:
                self._waiting[number % len(self._waiting)][1].cancel()
            case "leave as it is called" if self._held and self._waiting:
                self.turns.release(self._held.pop(number % len(self._held)))
                self._waiting[number % len(self._waiting)][1].cancel()
        await self._settle()
        self._look()

    async def end(self) -> None:
        """Everybody gives back, until nobody is left."""
        while self._held:
            await self.step("give back", 0)
        assert (self._waiting, self.turns.waiting, self.turns.in_use) == ([], 0, 0)
        assert not any(self.turns.locked(owner) for owner in OWNERS)

    async def _settle(self) -> None:
        for _ in range(4):
            await asyncio.sleep(0)
        self._held += [owner for owner, task in self._waiting if task.done() and not task.cancelled()]
        self._waiting = [(owner, task) for owner, task in self._waiting if not task.done()]

    def _look(self) -> None:
        held = Counter(self._held)
        assert (self.turns.in_use, self.turns.waiting) == (len(self._held), len(self._waiting))
        assert held.total() <= self._size
        assert max(held.values(), default=0) <= self._most_of_one
        for owner, _ in self._waiting:  # nobody waits for what is free for them
            assert held.total() == self._size or held[owner] == self._most_of_one


@given(steps, st.integers(1, 4), st.integers(1, 4))
def test_no_turn_is_lost_and_nobody_waits_for_what_is_free(
    happenings: list[tuple[str, int]], size: int, most_of_one: int
) -> None:
    async def happen() -> None:
        crowd = Crowd(size, min(size, most_of_one))
        for what, number in happenings:
            await crowd.step(what, number)
        await crowd.end()

    asyncio.run(happen())


async def served(turns: Turns, *owners: str) -> list[str]:
    """In which order those who wait for a turn have it, each for a moment."""
    order: list[str] = []

    async def take(owner: str) -> None:
        async with turns.turn(owner):
            order.append(owner)
            await asyncio.sleep(0)

    await asyncio.gather(*(take(owner) for owner in owners))
    return order


async def test_who_waits_alone_is_next_but_one_whoever_else_waits() -> None:
    order = await served(Turns(1), *"A" * 500, "B")
    assert order.index("B") <= 2  # one had their turn already, one was called before B came
    assert order.count("A") == 500


async def test_lines_of_several_owners_go_round() -> None:
    order = await served(Turns(1), *"AAAAABBBCC")
    assert "".join(order) == "AABCABCABA"


async def test_within_a_line_it_is_first_come_first_served() -> None:
    turns, order = Turns(2), list[int]()

    async def take(number: int) -> None:
        async with turns.turn("A"):
            order.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(*(take(number) for number in range(50)))
    assert order == sorted(order)


async def test_somebody_else_finds_free_what_one_may_not_have() -> None:
    turns = Turns(5, most_of_one=4)
    for _ in range(4):
        await turns.acquire("A")
    fifth = asyncio.create_task(turns.acquire("A"))
    await asyncio.sleep(0)
    assert (fifth.done(), turns.locked("A"), turns.locked("B")) == (False, True, False)
    await turns.acquire("B")
    turns.release("A")
    await fifth


async def test_a_line_too_long_refuses_its_own_alone() -> None:
    turns = Turns(1, most_waiting=2)
    await turns.acquire("A")
    first, second = (asyncio.create_task(turns.acquire("A")) for _ in range(2))
    await asyncio.sleep(0)
    with pytest.raises(DatabaseBusy):
        await turns.acquire("A")
    other = asyncio.create_task(turns.acquire("B"))
    await asyncio.sleep(0)
    assert turns.waiting == 3
    for task, owner in ((first, "A"), (other, "A"), (second, "B")):
        turns.release(owner)
        await task
    turns.release("A")
    assert (turns.in_use, turns.waiting) == (0, 0)
