"""Random movements, counts, transfers and reversals, many of them entered late, end as in the specification's model."""

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from db.shared.tenants import tenant_id
from server.rooms import HOUSE
from tests.graphql.stock.conftest import Keeper, ago, today
from tests.graphql.stock.ledger_model import OK, Model, Row
from tests.support.cluster import SAMPLE_TENANT

LAST = 30  # days back
STEPS = 45
PLACES = ("MAIN", "EAST")
KINDS = (
    "RECEIPT", "RECEIPT", "RECEIPT", "CONSUMPTION", "CONSUMPTION", "ADJUSTMENT", "ALLOCATION", "RELEASE", "EXPECTED",
    "ARRIVAL", "TRANSFER_OUT", "TRANSFER_OUT", "COUNT", "COUNT", "REVERSAL", "REVERSAL",
)  # fmt: skip
HISTORY = """query H($location: String!, $from: Date!, $to: Date!) { latestInventory(sku: "BEAR", location: $location) {
    onHand allocated inTransit history(from: $from, to: $to) { date opening closing } } }"""


class Sequence:
    """The same steps, taken over HTTP and by the model."""

    def __init__(self, keeper: Keeper, draw: random.Random) -> None:
        self._keeper = keeper
        self._draw = draw
        self._model = Model()
        self._rows: dict[str, Row] = {}
        self.told: set[str] = set()

    async def step(self) -> str:
        """One of either; returns what was done."""
        kind, at = self._draw.choice(KINDS), self._draw.choice(PLACES)
        day, quantity = self._draw.randint(0, LAST), self._draw.randint(1, 60)
        before = len(self._model.rows)
        if kind == "REVERSAL":
            if not self._rows:
                return "nothing to reverse"
            id = self._draw.choice(list(self._rows))
            expected = self._model.reverse(self._rows[id])
            answer = await self._keeper.send("reverseInventoryMovement", id=id, reason="drawn")
        elif kind == "COUNT":
            expected = self._model.count(quantity, at, day)
            answer = await self._keeper.counts(quantity, LAST - day, location=at)
        else:
            expected, answer = await self._moved(kind, at, day, quantity)
        said = answer["problems"][0]["code"] if answer["problems"] else OK
        did = f"{kind} of {quantity} at {at} on day {day}"
        assert said == expected, f"{did}: {answer['problems']}"
        self._keep(before, [*answer["movements"], *answer["restated"]])
        self.told.add(said)
        return did

    async def _moved(self, kind: str, at: str, day: int, quantity: int) -> tuple[str, Any]:
        more: dict[str, Any] = {"location": at, "reason": "drawn"}
        to, via = None, False
        if kind == "ADJUSTMENT":
            quantity *= self._draw.choice((1, -1))
        if kind == "TRANSFER_OUT":
            to, via = next(one for one in PLACES if one != at), self._draw.random() < 0.4
            more |= {"toLocation": to, "viaTransit": via}
        expected = self._model.move(kind, quantity, at, day, to, via=via)
        return expected, await self._keeper.tries(kind, quantity, LAST - day, **more)

    def _keep(self, before: int, entered: list[Any]) -> None:
        """Every movement of an answer is one of the model's, in order."""
        rows = self._model.rows[before:]
        assert [Decimal(one["onHandChange"]) for one in entered] == [row.on_hand for row in rows]
        self._rows |= {one["id"]: row for one, row in zip(entered, rows, strict=True) if "id" in one}

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
