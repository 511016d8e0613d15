"""Random movements, counts, transfers and reversals, many of them entered late, end as in the specification's model."""

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from db.shared.tenants import tenant_id
from server.rooms import HOUSE
from tests.graphql.stock.conftest import Keeper
from tests.graphql.stock.ledger_model import OK, Model, Move, Row
from tests.support.clocks import ago, today
from tests.support.cluster import SAMPLE_TENANT

LAST = 30  # days back
STEPS = 45
PLACES = ("MAIN", "EAST")
KINDS = (
    "RECEIPT", "RECEIPT", "RECEIPT", "CONSUMPTION", "CONSUMPTION", "ADJUSTMENT", "ALLOCATION", "RELEASE", "EXPECTED",
    "ARRIVAL", "TRANSFER_OUT", "TRANSFER_OUT",
)  # fmt: skip
STEPS_OF = (*KINDS, "COUNT", "COUNT", "REVERSAL", "REVERSAL", "BATCH", "BATCH", "BATCH", "BATCH", "REPEAT", "REPEAT")
MOST_AT_ONCE = 5
HISTORY = """query H($location: String!, $from: Date!, $to: Date!) { latestInventory(sku: "BEAR", location: $location) {
    onHand allocated inTransit history(from: $from, to: $to) { date opening closing } } }"""


class Sequence:
    """The same steps, taken over HTTP and by the model."""

    def __init__(self, keeper: Keeper, draw: random.Random) -> None:
        self._keeper = keeper
        self._draw = draw
        self._model = Model()
        self._rows: dict[str, Row] = {}  # by id
        self._keys: dict[str, list[Row]] = {}  # what was entered with keys of the caller's
        self.told: set[str] = set()
        self.done: set[str] = set()

    async def step(self) -> str:
        """One of either; returns what was done."""
        kind = self._draw.choice(STEPS_OF)
        if kind == "REVERSAL":
            return await self._reverse() if self._rows else "nothing to reverse"
        if kind == "COUNT":
            return await self._count()
        if kind == "REPEAT":
            return await self._repeat() if self._keys else "nothing to repeat"
        return await self._move(kind)

    async def _reverse(self) -> str:
        id, before = self._draw.choice(list(self._rows)), len(self._model.rows)
        expected = self._model.reverse(self._rows[id])
        answer = await self._keeper.send("reverseInventoryMovement", id=id, reason="drawn")
        return self._same(f"REVERSAL of {id}", expected, answer, self._model.rows[before:])

    async def _count(self) -> str:
        at, day, counted, key = *self._place(), self._draw.randint(1, 60), self._new_key()
        before = len(self._model.rows)
        expected = self._model.count(counted, at, day)
        answer = await self._keeper.counts(counted, LAST - day, location=at, **keyed(key))
        entered = self._model.rows[before:]
        self._remember([(key, entered[:1])] if entered else [])
        return self._same(f"COUNT of {counted} at {at} on day {day}", expected, answer, entered)

    async def _repeat(self) -> str:
        """Whatever stands beside a key that was used: the first result comes back, and nothing is entered."""
        key = self._draw.choice(list(self._keys))
        sides = self._keys[key]
        if self._draw.random() < 0.5:
            answer = await self._keeper.counts(self._draw.randint(0, 60), 0, clientKey=key)
        else:
            answer = await self._keeper.tries("RECEIPT", self._draw.randint(1, 60), 0, clientKey=key)
        return self._same(f"REPEAT of {key}", OK, answer, [*sides, *self._restated(sides)])

    async def _move(self, kind: str) -> str:
        """A movement, or several at once, of which some may have been entered before."""
        if kind != "BATCH":
            move, key, before = self._drawn(kind), self._new_key(), len(self._model.rows)
            expected = self._model.move([move])
            answer = await self._keeper.send("recordInventoryMovement", input={**asked(move), **keyed(key)})
            entered = self._model.rows[before:]
            self._remember([(key, [row for row in entered if row.restates is None])] if entered else [])
            return self._same(str(move), expected, answer, entered)
        moves = [self._drawn(self._draw.choice(KINDS)) for _ in range(self._draw.randint(2, MOST_AT_ONCE))]
        keys = [self._new_key() for _ in moves]
        old = self._draw.sample(list(self._keys), min(len(self._keys), self._draw.randint(0, 2)))
        return await self._batch(moves, keys, old)

    async def _batch(self, moves: list[Move], keys: list[str | None], old: list[str]) -> str:
        """New movements, and before and after them some whose keys were used."""
        before = len(self._model.rows)
        expected = self._model.move(moves)
        new = [{**asked(move), **keyed(key)} for move, key in zip(moves, keys, strict=True)]
        used = [{**asked(Move("RECEIPT", 1, "MAIN", LAST)), "clientKey": key} for key in old]
        answer = await self._keeper.send("recordInventoryMovements", items=[*used[:1], *new, *used[1:]])
        entered = self._model.rows[before:]
        sides = [row for row in entered if row.restates is None]
        first, last = ([row for key in some for row in self._keys[key]] for some in (old[:1], old[1:]))
        again = [row for key in old for row in self._restated(self._keys[key])]
        again.sort(key=self._model.rows.index)
        self._remember(groups_of(sides, keys) if entered else [])
        told = f"BATCH of {moves} beside {old}"
        return self._same(told, expected, answer, [*first, *sides, *last, *again, *entered[len(sides) :]])

    def _same(self, did: str, expected: str, answer: Any, rows: list[Row]) -> str:
        """The answer is what was expected, and its movements are rows of the model, in order."""
        said = answer["problems"][0]["code"] if answer["problems"] else OK
        assert said == expected, f"{did}: {answer['problems']}"
        self.told.add(said)
        entered = [*answer["movements"], *answer["restated"]]
        if said != OK:
            assert entered == [], did
            return did
        self.done.add(did.split()[0])
        assert [Decimal(one["onHandChange"]) for one in entered] == [row.on_hand for row in rows], did
        assert len(answer["movements"]) == sum(row.restates is None for row in rows), did
        for one, row in zip(entered, rows, strict=True):
            assert self._rows.setdefault(one["id"], row) is row, did
        return did

    def _remember(self, entered: list[tuple[str | None, list[Row]]]) -> None:
        self._keys |= {key: rows for key, rows in entered if key is not None}

    def _restated(self, sides: list[Row]) -> list[Row]:
        return [row for row in self._model.rows if any(row.restates is side for side in sides)]

    def _place(self) -> tuple[str, int]:
        return self._draw.choice(PLACES), self._draw.randint(0, LAST)

    def _new_key(self) -> str | None:
        return f"key {self._draw.random()}" if self._draw.random() < 0.4 else None

    def _drawn(self, kind: str) -> Move:
        (at, day), quantity = self._place(), self._draw.randint(1, 60)
        if kind == "ADJUSTMENT":
            quantity *= self._draw.choice((1, -1))
        if kind != "TRANSFER_OUT":
            return Move(kind, quantity, at, day)
        return Move(kind, quantity, at, day, next(one for one in PLACES if one != at), self._draw.random() < 0.4)

    async def expect_same(self, did: str) -> None:
        """Levels, and the balance of each day."""
        for at in PLACES:
            given = {"location": at, "from": ago(LAST), "to": ago(0)}
            level = (await self._keeper.ask(HISTORY, **given))["latestInventory"]
            if level is None:
                assert not any(row.at == at for row in self._model.rows), did
                continue
            names = ("onHand", "allocated", "inTransit")
            assert tuple(Decimal(level[name]) for name in names) == self._model.level(at), did
            days = {days_from_first(one["date"]): Decimal(one["closing"]) for one in level["history"]}
            assert days == self._model.closings(at), did
            opening = [Decimal(one["opening"]) for one in level["history"]]
            assert opening == [0, *days.values()][: len(opening)], did


def asked(move: Move) -> dict[str, Any]:
    """A movement of the model's as it is sent."""
    to = {"toLocation": move.to, "viaTransit": move.via} if move.to is not None else {}
    day = ago(LAST - move.day)
    return {
        "sku": "BEAR", "kind": move.kind, "quantity": str(move.quantity), "location": move.at, "occurredOn": day,
        "reason": "drawn", **to,
    }  # fmt: skip


def keyed(key: str | None) -> dict[str, str]:
    return {} if key is None else {"clientKey": key}


def groups_of(sides: list[Row], keys: list[str | None]) -> list[tuple[str | None, list[Row]]]:
    """What was entered with each key: a movement, of a transfer both sides."""
    groups = [row.of_one for row in sides if row is row.of_one[0]]
    return list(zip(keys, groups, strict=True))


def days_from_first(day: str) -> int:
    return LAST - (today() - date.fromisoformat(day)).days


@pytest.mark.parametrize("seed", range(4))
async def test_sequences_end_as_in_the_model(keeper: Keeper, seed: int) -> None:
    sequence = Sequence(keeper, random.Random(seed))
    for _ in range(STEPS):
        did = await sequence.step()
        await sequence.expect_same(did)
        async with keeper.app.state.database.read(tenant_id(SAMPLE_TENANT)) as session:
            assert await HOUSE.verify(session) == [], did
    assert OK in sequence.told
    assert len(sequence.told) > 1  # refusals were drawn, too
    assert {"BATCH", "REPEAT", "REVERSAL", "COUNT"} <= sequence.done
