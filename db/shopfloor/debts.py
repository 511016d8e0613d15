"""Material debts: read by key, page and filter; asked for, decided, settled and closed by who holds their rows."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Select,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
    select,
    text,
    type_coerce,
    update,
)

from db.engine import ReadSession, WriteSession
from db.postgres.reading import ColumnRows, ReadingByKeys
from db.shared.pages import Ordering, Window, page
from db.shopfloor.debt_filters import IS_APPROVED, OPEN_QTY, MaterialDebtFilter
from db.shopfloor.debt_rows import MaterialDebtRow, MaterialDebtTotalRow
from db.shopfloor.enums import ApprovalStatus, MaterialDebtOrder
from db.shopfloor.given_approvals import given_approvals
from db.shopfloor.models import MaterialDebt, MaterialDebtSettlement

SUBJECT_KIND = "MATERIAL_DEBT"
"""What decisions on debts are kept under."""

# From the later of its approval and the day it was needed a debt counts; in UTC, as days are.
_APPROVED_ON = cast(func.timezone("UTC", MaterialDebt.decided_at), Date)
_SINCE = func.greatest(_APPROVED_ON, MaterialDebt.needed_on)


def _seen(today: Any) -> Select[*tuple[Any, ...]]:
    """Debts with how old they are on a day: 0 unless they are approved."""
    days = type_coerce(today, Date) - type_coerce(_SINCE, Date)
    age = case((IS_APPROVED, func.greatest(cast(days, BigInteger), 0)), else_=0)
    return select(*MaterialDebt.__table__.columns, age.label("age_days"))


_TODAY = bindparam("today", type_=Date)

DEBTS_BY_IDS = ReadingByKeys(_seen(_TODAY), MaterialDebt.id)
"""With the parameter `today`."""

DEBTS_BY_WORK_ORDER_IDS = ReadingByKeys(_seen(_TODAY).order_by(MaterialDebt.id), MaterialDebt.work_order_id)

_settlements: Select[*tuple[Any, ...]] = select(*MaterialDebtSettlement.__table__.columns)

SETTLEMENTS_BY_IDS = ReadingByKeys(_settlements, MaterialDebtSettlement.id)

SETTLEMENTS_BY_DEBT_IDS = ReadingByKeys(
    _settlements.order_by(MaterialDebtSettlement.material_debt_id, MaterialDebtSettlement.id),
    MaterialDebtSettlement.material_debt_id,
)

# Of a receipt that settles several debts, the first.
FIRST_DEBTS_BY_MOVEMENT_IDS = ReadingByKeys(
    select(MaterialDebtSettlement.movement_id, MaterialDebtSettlement.material_debt_id).order_by(
        MaterialDebtSettlement.movement_id, MaterialDebtSettlement.id.desc()
    ),
    MaterialDebtSettlement.movement_id,
)

APPROVALS_BY_DEBT_IDS = given_approvals(SUBJECT_KIND)

_debts: Select[*tuple[Any, ...]] = select(*MaterialDebt.__table__.columns)

_USED_OF_RECEIPT = text("""
    SELECT coalesce(sum(s.received_qty), 0) FROM material_debt_settlement s WHERE s.movement_id = :movement""")

_LEVELS = text("""
    SELECT d.id AS debt_id, l.id AS level_id
    FROM material_debt d JOIN inventory_level l ON l.product_id = d.material_id AND l.location = d.location
    WHERE d.id = ANY(CAST(:ids AS bigint[]))""")


DEBT_ORDERINGS = {
    MaterialDebtOrder.REQUESTED: Ordering(MaterialDebt.requested_at, MaterialDebt.id),
    MaterialDebtOrder.NEEDED_ON: Ordering(MaterialDebt.needed_on, MaterialDebt.id),
    MaterialDebtOrder.QUANTITY: Ordering(MaterialDebt.quantity, MaterialDebt.id),
}


async def debt_page(session: ReadSession, chosen: MaterialDebtFilter, window: Window, *, today: date) -> ColumnRows:
    """Debts in an order, those in a window."""
    return await session.table(page(_seen(literal(today, Date)).where(*chosen.conditions()), window))


async def debt_count(session: ReadSession, chosen: MaterialDebtFilter) -> int:
    """How many debts a filter keeps."""
    kept = select(func.count()).select_from(MaterialDebt).where(*chosen.conditions())
    return int(await session.scalar(kept))


async def debt_totals(session: ReadSession, chosen: MaterialDebtFilter) -> Sequence[MaterialDebtTotalRow]:
    """What the debts that a filter keeps come to, by material; approved and settled are of approved ones."""

    def of(column: Any, condition: Any) -> Any:
        return func.coalesce(func.sum(column).filter(condition), 0)

    is_open = IS_APPROVED & (OPEN_QTY > 0)
    totals = select(
        MaterialDebt.material_id,
        of(MaterialDebt.quantity, MaterialDebt.status == ApprovalStatus.PENDING).label("pending"),
        of(MaterialDebt.quantity, IS_APPROVED).label("approved"),
        of(MaterialDebt.settled_qty, IS_APPROVED).label("settled"),
        of(OPEN_QTY, IS_APPROVED).label("open"),
        func.min(_SINCE).filter(is_open).label("oldest_open_since"),
    ).where(*chosen.conditions())
    return await session.rows(totals.group_by(MaterialDebt.material_id).order_by(func.min(MaterialDebt.id)))


async def levels_of_debts(session: ReadSession, ids: Sequence[int]) -> dict[int, int]:
    """The level that each debt is of, by the debt's id; nothing for those without one yet."""
    rows = await session.rows(_LEVELS, {"ids": list(ids)})
    return {row.debt_id: row.level_id for row in rows}


async def debt_by_id(session: ReadSession, id: int) -> MaterialDebtRow | None:
    """A debt as it is now."""
    return await session.row(_debts.where(MaterialDebt.id == id))


async def debt_by_client_key(session: ReadSession, client_key: str) -> int | None:
    """The debt that was asked for with a caller's key."""
    found = await session.scalar(select(MaterialDebt.id).where(MaterialDebt.client_key == client_key))
    return None if found is None else int(found)


async def locked_debt(session: WriteSession, id: int) -> MaterialDebtRow | None:
    """A debt held alone until the transaction ends; asked by who holds its work order."""
    return await session.row(_debts.where(MaterialDebt.id == id).with_for_update(key_share=True))


async def locked_debts_of_orders(session: WriteSession, ids: Collection[int]) -> Sequence[MaterialDebtRow]:
    """The debts of work orders that wait or are open, held alone until the transaction ends, by id."""
    unsettled = (MaterialDebt.status == ApprovalStatus.PENDING) | (IS_APPROVED & (OPEN_QTY > 0))
    chosen = _debts.where(MaterialDebt.work_order_id == func.any(sorted(ids)), unsettled).order_by(MaterialDebt.id)
    return await session.rows(chosen.with_for_update(key_share=True))


async def insert_debt(session: WriteSession, values: Mapping[str, Any]) -> int:
    """Ask for a debt as the caller; returns its id. A client key that is used meanwhile is a ConcurrentChange."""
    own = {"tenant_id": session.tenant_id, "requested_by": session.subject, "status": ApprovalStatus.PENDING}
    new = insert(MaterialDebt).values(**own, **values).returning(MaterialDebt.id)
    return int(await session.scalar(new))


async def decide_debts(session: WriteSession, ids: Sequence[int], status: ApprovalStatus, *, note: str | None) -> None:
    """Keep how debts that are held were decided, by the caller, now."""
    decided = {"decided_by": session.subject, "decided_at": func.statement_timestamp(), "decision_note": note}
    changed = update(MaterialDebt).where(MaterialDebt.id == func.any(list(ids)))
    await session.run(changed.values(status=status, **decided))


async def note_approval(session: WriteSession, id: int) -> None:
    """Say that a debt that is held was approved by one of those who must: answers with its approvals are others now."""
    await session.run(update(MaterialDebt).where(MaterialDebt.id == id).values(updated_at=func.statement_timestamp()))


async def add_settled(session: WriteSession, debt: MaterialDebtRow, received: Any) -> None:
    """Add what came to a debt that is held; it is settled once nothing is open."""
    is_last = OPEN_QTY - received == 0
    settled_at = case((is_last, func.statement_timestamp()), else_=MaterialDebt.settled_at)
    changed = update(MaterialDebt).where(MaterialDebt.id == debt.id)
    await session.run(changed.values(settled_qty=MaterialDebt.settled_qty + received, settled_at=settled_at))


async def close_debts(session: WriteSession, ids: Sequence[int], *, on: date, reason: str) -> None:
    """Give back all that is open of debts that are held, as the caller."""
    now = func.statement_timestamp()
    closed = {"closed_on": on, "closed_by": session.subject, "closed_at": now, "closing_reason": reason}
    changed = update(MaterialDebt).where(MaterialDebt.id == func.any(list(ids)))
    given_back = MaterialDebt.closed_qty + OPEN_QTY
    await session.run(changed.values(closed_qty=given_back, settled_at=now, **closed))


async def insert_settlement(session: WriteSession, values: Mapping[str, Any]) -> None:
    """Write that material came for a debt, received by the caller."""
    own = {"tenant_id": session.tenant_id, "received_by": session.subject}
    await session.run(insert(MaterialDebtSettlement).values(**own, **values))


async def used_of_receipt(session: ReadSession, movement_id: int) -> Any:
    """How much of a receipt settlements have used up."""
    return await session.scalar(_USED_OF_RECEIPT, {"movement": movement_id})
