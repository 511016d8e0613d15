"""Production plans: read by key, page and filter; created, and changed by compare-and-set."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Integer, Numeric, Select, func, insert, literal_column, or_, select, text, update

from db.engine import ReadSession, WriteSession
from db.postgres.lines import VERSION_STEP
from db.postgres.reading import ColumnRows, ReadingByKeys
from db.shared.pages import Ordering, Window, page
from db.supply.enums import ProductionPlanOrder, ProductionPlanStatus
from db.supply.filters import ProductionPlanFilter
from db.supply.made_of_plans import ORDERS_OF_PLAN, made_of_plan, made_of_plan_changed_at
from db.supply.models import Product, ProductionPlan
from db.supply.plan_rows import OffScheduleRow, OrderOfPlanRow, ProductionPlanRow
from db.supply.rows import ProductRow

_plans: Select[*tuple[Any, ...]] = select(*ProductionPlan.__table__.columns)

MADE = literal_column(made_of_plan("production_plan"), Numeric).label("made")
"""What work orders have made of a plan, NULL where none make stock for it."""

_MADE_CHANGED_AT = literal_column(made_of_plan_changed_at("production_plan"), DateTime(timezone=True))

_plans_seen = _plans.add_columns(MADE)

PLANS_BY_IDS = ReadingByKeys(_plans_seen, ProductionPlan.id)

PLANS_BY_FORECAST_IDS = ReadingByKeys(_plans_seen.order_by(ProductionPlan.id), ProductionPlan.forecast_id)

PLANS_BY_PRODUCT_IDS = ReadingByKeys(_plans_seen.order_by(ProductionPlan.id), ProductionPlan.product_id)

_BOUND = (ProductionPlanStatus.PENDING_APPROVAL, ProductionPlanStatus.APPROVED, ProductionPlanStatus.IN_PROGRESS)

PLAN_ORDERINGS = {
    ProductionPlanOrder.SUBMITTED: Ordering(ProductionPlan.submitted_at, ProductionPlan.id, unknown_last=True),
    ProductionPlanOrder.PLANNED_START: Ordering(ProductionPlan.planned_start, ProductionPlan.id),
    ProductionPlanOrder.NUMBER: Ordering(ProductionPlan.id),
    ProductionPlanOrder.QUANTITY: Ordering(ProductionPlan.quantity, ProductionPlan.id),
}


_OFF_SCHEDULE = text("""
    SELECT p.number, p.quantity, made.scheduled, made.outside
    FROM production_plan p
    CROSS JOIN LATERAL (
        SELECT sum(day.quantity) AS scheduled,
               count(*) FILTER (WHERE day.start NOT BETWEEN p.planned_start AND p.planned_end) AS outside
        FROM unnest(p.schedule_starts, p.schedule_quantities) AS day (start, quantity)
    ) AS made
    WHERE made.scheduled <> p.quantity OR made.outside > 0
    ORDER BY p.id""")

_START = text(f"""
    WITH held AS (
        SELECT id FROM production_plan WHERE id = ANY(CAST(:ids AS bigint[])) AND status = 'APPROVED'
        ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE production_plan p
    SET status = 'IN_PROGRESS', version = p.version + {VERSION_STEP},
        started_by = :subject, started_at = statement_timestamp()
    FROM held WHERE p.id = held.id AND p.status = 'APPROVED'
    RETURNING p.id""")


class PlanStep(StrEnum):
    """What is kept of a plan with by whom and when: how the names of the two columns begin."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    STARTED = "started"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


async def plan_page(session: ReadSession, chosen: ProductionPlanFilter, window: Window) -> ColumnRows:
    """Plans in an order, those in a window."""
    return await session.table(page(_plans_seen.where(*chosen.conditions()), window))


async def plan_count(session: ReadSession, chosen: ProductionPlanFilter) -> int:
    """How many plans a filter keeps."""
    return int(await session.scalar(select(func.count()).select_from(ProductionPlan).where(*chosen.conditions())))


async def plans_matching(session: ReadSession, chosen: ProductionPlanFilter) -> Sequence[ProductionPlanRow]:
    """Every plan a filter keeps, by id."""
    return await session.rows(_plans.where(*chosen.conditions()).order_by(ProductionPlan.id))


async def locked_plan(session: WriteSession, id: int) -> ProductionPlanRow | None:
    """A plan held alone until the transaction ends."""
    return await session.row(_plans.where(ProductionPlan.id == id).with_for_update(key_share=True))


async def held_product_of_plan(session: WriteSession, id: int) -> ProductRow | None:
    """The product of a plan, which stays as it is until the transaction ends."""
    of_plan = select(ProductionPlan.product_id).where(ProductionPlan.id == id).scalar_subquery()
    product = select(*Product.__table__.columns).where(Product.id == of_plan)
    return await session.row(product.with_for_update(read=True))


async def insert_plan(session: WriteSession, values: Mapping[str, Any]) -> ProductionPlanRow:
    """Create a draft of a plan; its number is drawn in the same transaction, before (`next_numbers`)."""
    own = {"created_by": session.subject, "last_changed_by": session.subject, "status": ProductionPlanStatus.DRAFT}
    new = insert(ProductionPlan).values(tenant_id=session.tenant_id, **{**own, **values})
    (row,) = await session.rows(new.returning(*ProductionPlan.__table__.columns))
    return row


async def update_plan(
    session: WriteSession, id: int, values: Mapping[str, Any], *, version: int, step: PlanStep | None = None
) -> ProductionPlanRow | None:
    """Change columns of a plan that still has a version, which grows; None where it has another one now.

    Of a step it is kept that the caller took it, and when.
    """
    taken = {f"{step}_by": session.subject, f"{step}_at": func.statement_timestamp()} if step is not None else {}
    changed = update(ProductionPlan).where(ProductionPlan.id == id, ProductionPlan.version == version)
    grown = ProductionPlan.version + literal_column(VERSION_STEP, Integer)
    changed = changed.values(version=grown, **taken, **values)
    return await session.row(changed.returning(*ProductionPlan.__table__.columns))


async def hold_plans(session: WriteSession, ids: Collection[int]) -> None:
    """Hold some plans alone until the transaction ends, in the order of their ids."""
    held = select(ProductionPlan.id).where(ProductionPlan.id == func.any(sorted(ids))).order_by(ProductionPlan.id)
    await session.rows(held.with_for_update(key_share=True))


async def start_approved_plans(session: WriteSession, ids: Collection[int]) -> list[int]:
    """Begin to make those of some plans that are approved; returns which those are."""
    if not ids:
        return []
    return sorted(row.id for row in await session.rows(_START, {"ids": sorted(ids), "subject": session.subject}))


async def plans_using_forecasts(session: ReadSession, forecast_ids: Collection[int]) -> Sequence[ProductionPlanRow]:
    """Plans that name one of some forecasts and are past being drafts, and neither made nor given up; by number."""
    chosen = _plans.where(ProductionPlan.forecast_id == func.any(list(forecast_ids)), ProductionPlan.status.in_(_BOUND))
    return await session.rows(chosen.order_by(ProductionPlan.id))


async def plans_off_schedule(session: ReadSession) -> Sequence[OffScheduleRow]:
    """Plans whose schedule does not add up to their quantity, or has days that are not within them; by number."""
    return await session.rows(_OFF_SCHEDULE)


async def orders_of_plan(session: ReadSession, id: int) -> Sequence[OrderOfPlanRow]:
    """The work orders that a plan's completion follows from, and what was made of each, as they were made."""
    return await session.rows(text(ORDERS_OF_PLAN), {"plan": id})


async def moment(session: ReadSession) -> datetime:
    """The database's time of now, which changes of plans are stamped with."""
    now: datetime = await session.scalar(select(func.statement_timestamp()))
    return now


async def plans_heard(
    session: ReadSession,
    *,
    ids: Collection[int] | None,
    since: datetime,
    statuses: Collection[ProductionPlanStatus],
    most: int,
) -> ColumnRows:
    """Plans by their ids, or without ids those that changed, or of which something was made, after a moment.

    Of some states, or of any for none.
    """
    changed = or_(ProductionPlan.updated_at > since, since < _MADE_CHANGED_AT)
    heard = changed if ids is None else ProductionPlan.id == func.any(list(ids))
    kept = _plans_seen.where(heard, *([ProductionPlan.status.in_(statuses)] if statuses else []))
    return await session.table(kept.order_by(ProductionPlan.updated_at, ProductionPlan.id).limit(most))
