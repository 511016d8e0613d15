"""Counting stock: what somebody found becomes what is on hand at the end of a day, by an adjustment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db.engine import WriteSession
from db.shared.ledger import Since
from db.supply.bounds import QUANTITY
from db.supply.enums import MovementKind
from db.supply.levels import LevelKey
from db.supply.movements import closing_on_days
from db.supply.rows import ProductRow
from services.shared.errors import refuse_all
from services.shared.text import key
from services.supply.locations import kept_locations
from services.supply.stock.checking import Days, Path, StockInputs, products_of, refused
from services.supply.stock.effects import effect
from services.supply.stock.entering import Entered, Entry, Held, counted_after, enter, new_movement
from services.supply.stock.holding import hold
from services.supply.stock.repeats import entered_before, note_twice


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A count as asked for; without a day it is today's."""

    sku: str
    location: str
    counted: Decimal
    counted_on: date | None = None
    reason: str = ""
    client_key: str | None = None


class _Checked(NamedTuple):
    product: ProductRow
    location: str
    counted: Decimal
    day: date
    reason: str
    client_key: str | None
    path: Path

    @property
    def key(self) -> LevelKey:
        return LevelKey(self.product.id, self.location)


async def count_inventory(
    session: WriteSession, *, counts: Sequence[Count], paths: Sequence[Path], days: Days
) -> Entered:
    """Enter counts, all of them or none; `paths` say where each stands in the request.

    The adjustment is what is missing between the balance of the day's end and the count, 0 where nothing is; it keeps
    counts of later days true. A count whose client key was used answers with what was entered then. Raises Refusals of
    InvalidInput, NotFound, NotAllowedInState, and InsufficientStock where a later day would end below nothing.
    """
    before = await entered_before(session, [count.client_key for count in counts])
    new = [(count, path) for count, path in zip(counts, paths, strict=True) if not before.has(count.client_key)]
    checked = await _checked(session, new, days)
    levels = await hold(session, {one.key: one.product for one in checked})
    since = await entered_before(session, [one.client_key for one in checked])
    checked = [one for one in checked if not since.has(one.client_key)]
    entered = before.entered + since.entered
    for wave in _waves(checked):
        entered += await _count(session, wave, levels)
    return entered


async def _checked(session: WriteSession, new: Sequence[tuple[Count, Path]], days: Days) -> list[_Checked]:
    """What is asked for, as it will be kept; raises Refusals."""
    products = await products_of(session, [count.sku for count, _ in new])
    inputs = [StockInputs(path, products, days) for _, path in new]
    note_twice(inputs, [count.client_key for count, _ in new])
    checked = []
    for (count, path), one in zip(new, inputs, strict=True):
        product = one.product(count.sku)
        location = one.text("location", count.location)
        counted = one.quantity("counted", count.counted, QUANTITY, product)
        day, reason = one.day("countedOn", count.counted_on), one.free_text("reason", count.reason)
        client_key = one.caller_key(count.client_key)
        if product is not None:
            checked.append(_Checked(product, location, counted, day, reason, client_key, path))
    refuse_all(refused(inputs))
    spelled = await kept_locations(session, [one.location for one in checked])
    return [one._replace(location=spelled[key(one.location)]) for one in checked]


async def _count(session: WriteSession, wave: Sequence[_Checked], levels: dict[LevelKey, Held]) -> Entered:
    """Counts of different levels."""
    days = [Since(levels[one.key].id, one.day) for one in wave]
    closing = {row.level_id: row.closing for row in await closing_on_days(session, days)}
    entries = []
    for one in wave:
        level = levels[one.key].id
        missing = one.counted - closing[level]
        movement = new_movement(
            level,
            MovementKind.ADJUSTMENT,
            missing,
            effect(MovementKind.ADJUSTMENT, missing),
            one.day,
            reason=one.reason,
            client_key=one.client_key,
            counted=one.counted,
        )
        entries.append(Entry(movement, (*one.path, "counted")))
    held = {levels[one.key].id: levels[one.key] for one in wave}
    return await enter(session, entries, levels=held, counts=await counted_after(session, entries))


def _waves(counts: Sequence[_Checked]) -> list[list[_Checked]]:
    """Counts in the order given, each wave with one of a level: the next goes by what the one before entered."""
    waves: list[list[_Checked]] = []
    times: dict[LevelKey, int] = {}
    for one in counts:
        place = times[one.key] = times.get(one.key, -1) + 1
        if place == len(waves):
            waves.append([])
        waves[place].append(one)
    return waves
