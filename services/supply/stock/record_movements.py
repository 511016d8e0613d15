"""Recording what happened to stock: a batch is entered whole, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from db.engine import WriteSession
from db.supply.bounds import POSITIVE_QUANTITY, SIGNED_QUANTITY
from db.supply.enums import MovementKind
from db.supply.levels import LevelKey
from db.supply.rows import ProductRow
from db.supply.shop_floor import allowance_steps, held_orders
from db.supply.stock_rows import MovementThereRow
from services.shared.errors import refuse_all
from services.shared.text import key
from services.supply.locations import kept_locations
from services.supply.stock.balances import Balances
from services.supply.stock.checking import Days, Path, StockInputs, products_of, refused
from services.supply.stock.effects import effect
from services.supply.stock.entering import Entered, Entry, Held, counted_after, enter, new_movement
from services.supply.stock.holding import hold
from services.supply.stock.orders import unfit_orders
from services.supply.stock.put_aside import put_aside
from services.supply.stock.repeats import entered_before, kept_key, note_twice

OUT, IN = MovementKind.TRANSFER_OUT, MovementKind.TRANSFER_IN


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A movement as asked for; without a day it is today's."""

    sku: str
    location: str
    kind: MovementKind
    quantity: Decimal
    occurred_on: date | None = None
    to_location: str | None = None
    via_transit: bool = False
    reference: str = ""
    reason: str = ""
    client_key: str | None = None
    work_order_id: int | None = None


@dataclass(slots=True, kw_only=True)
class _Checked:
    product: ProductRow
    location: str
    kind: MovementKind
    quantity: Decimal
    day: date
    to_location: str | None
    via_transit: bool
    reference: str
    reason: str
    client_key: str | None
    work_order_id: int | None
    path: Path

    @property
    def here(self) -> LevelKey:
        return LevelKey(self.product.id, self.location)

    @property
    def there(self) -> LevelKey | None:
        return LevelKey(self.product.id, self.to_location) if self.to_location is not None else None


async def record_movements(
    session: WriteSession, *, movements: Sequence[Movement], paths: Sequence[Path], days: Days
) -> Entered:
    """Enter movements in the order given; `paths` say where each stands in the request.

    A movement whose client key was used answers with what was entered then. Raises Refusals of InvalidInput, NotFound
    and NotAllowedInState for what is asked, QuantityExceeded and InsufficientStock for what there is.
    """
    before = await entered_before(session, [one.client_key for one in movements])
    new = [(one, path) for one, path in zip(movements, paths, strict=True) if not before.has(one.client_key)]
    checked = await _checked(session, new, days)
    levels = await hold(session, _levels_of(checked))
    since = await entered_before(session, [one.client_key for one in checked])
    checked = [one for one in checked if not since.has(one.client_key)]
    entered = await _record(session, checked, levels)
    if not before.by_key and not since.by_key:
        return entered
    return _in_order(movements, before.entered + since.entered, entered)


async def _checked(session: WriteSession, new: Sequence[tuple[Movement, Path]], days: Days) -> list[_Checked]:
    """What is asked for, as it will be kept; raises Refusals."""
    products = await products_of(session, [one.sku for one, _ in new])
    inputs = [StockInputs(path, products, days) for _, path in new]
    note_twice(inputs, [one.client_key for one, _ in new])
    checked = [_check(one, values, path) for (one, path), values in zip(new, inputs, strict=True)]
    orders = await held_orders(session, {one.work_order_id for one, _ in new if one.work_order_id is not None})
    refuse_all([*refused(inputs), *unfit_orders(new, orders)])
    kept = [one for one in checked if one is not None]
    spelled = await kept_locations(
        session, [code for one in kept for code in (one.location, one.to_location) if code is not None]
    )
    for one in kept:
        one.location = spelled[key(one.location)]
        one.to_location = spelled[key(one.to_location)] if one.to_location is not None else None
    return kept


def _check(one: Movement, inputs: StockInputs, path: Path) -> _Checked | None:
    product = inputs.product(one.sku)
    is_adjustment = one.kind is MovementKind.ADJUSTMENT
    bound = SIGNED_QUANTITY if is_adjustment else POSITIVE_QUANTITY
    quantity = inputs.quantity("quantity", one.quantity, bound, product)
    if is_adjustment and quantity == 0:
        inputs.note("quantity is 0", "quantity", accepted="what is more, or less, than was thought")
    if one.kind is IN:
        inputs.note("kind is TRANSFER_IN", "kind", accepted="TRANSFER_OUT with toLocation: both sides come of it")
    location = inputs.text("location", one.location)
    to_location = _destination(one, inputs, location)
    reason = inputs.text("reason", one.reason) if is_adjustment else inputs.free_text("reason", one.reason)
    day, reference = inputs.day("occurredOn", one.occurred_on), inputs.free_text("reference", one.reference)
    client_key = inputs.caller_key(one.client_key)
    if product is None:
        return None
    return _Checked(
        product=product,
        location=location,
        kind=one.kind,
        quantity=quantity,
        day=day,
        to_location=to_location,
        via_transit=one.via_transit,
        reference=reference,
        reason=reason,
        client_key=client_key,
        work_order_id=one.work_order_id,
        path=path,
    )


def _destination(one: Movement, inputs: StockInputs, location: str) -> str | None:
    """Where a transfer goes; what says so beside another kind is noted."""
    if one.kind is not OUT:
        if one.to_location is not None:
            inputs.note(f"toLocation stands beside {one.kind}", "toLocation", accepted="it with TRANSFER_OUT alone")
        if one.via_transit:
            inputs.note(f"viaTransit stands beside {one.kind}", "viaTransit", accepted="it with TRANSFER_OUT alone")
        return None
    destination = inputs.text("toLocation", one.to_location)
    if destination and key(destination) == key(location):
        inputs.note("toLocation is where it comes from", "toLocation", accepted="another location")
    return destination


def _levels_of(checked: Sequence[_Checked]) -> dict[LevelKey, ProductRow]:
    return {at: one.product for one in checked for at in (one.here, one.there) if at is not None}


async def _record(session: WriteSession, checked: Sequence[_Checked], levels: dict[LevelKey, Held]) -> Entered:
    """Check movements, one after another, against what there is; then enter them."""
    if not checked:
        return Entered()
    entries = [entry for one in checked for entry in _entries(one, levels)]
    counts = await counted_after(session, entries)
    by_id = {level.id: level for level in levels.values()}
    steps = await allowance_steps(session, list(by_id))
    aside = await put_aside(session, [entry.movement for entry in entries])
    balances = Balances(by_id, steps, counts, aside)
    entries = [balances.take(entry) for entry in entries]
    return await enter(session, entries, levels=by_id, counts=counts, doubts=balances.refusals, steps=steps)


def _entries(one: _Checked, levels: dict[LevelKey, Held]) -> list[Entry]:
    """The movement, and of a transfer the one at its other end."""
    more: dict[str, object] = {
        "reference": one.reference, "reason": one.reason, "work_order_id": one.work_order_id,
    }  # fmt: skip
    if one.there is not None:
        more["transfer"] = uuid4()
    here = new_movement(
        levels[one.here].id,
        one.kind,
        one.quantity,
        effect(one.kind, one.quantity),
        one.day,
        client_key=one.client_key,
        **more,
    )
    path = (*one.path, "quantity")
    if one.there is None:
        return [Entry(here, path)]
    arriving = effect(IN, one.quantity, via_transit=one.via_transit)
    there = new_movement(levels[one.there].id, IN, one.quantity, arriving, one.day, **more)
    return [Entry(here, path), Entry(there, path)]


def _in_order(movements: Sequence[Movement], before: Entered, entered: Entered) -> Entered:
    """What was entered before and now, in the order in which it was asked for."""
    then = {group[0].client_key: group for group in _with_other_sides(before.movements)}
    now = iter(_with_other_sides(entered.movements))
    groups = [then[asked] if (asked := kept_key(one.client_key)) in then else next(now) for one in movements]
    return Entered([row for group in groups for row in group], [*before.restated, *entered.restated])


def _with_other_sides(rows: Sequence[MovementThereRow]) -> list[list[MovementThereRow]]:
    """Movements by entry, each with what came in where it is a transfer."""
    groups: list[list[MovementThereRow]] = []
    transfers: dict[UUID | None, list[MovementThereRow]] = {}
    for row in rows:
        if row.kind is IN and row.transfer in transfers:
            transfers[row.transfer].append(row)
        else:
            groups.append([row])
            transfers[row.transfer] = groups[-1]
    return groups
