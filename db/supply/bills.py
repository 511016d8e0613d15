"""Bills of materials: read by product or all of them, and replaced whole."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, select, text

from db.engine import ReadSession, WriteSession
from db.postgres.reading import ReadingByKeys
from db.shared.columns import columns_of
from db.supply.bill_rows import BillComponentRow
from db.supply.models import BomLine
from db.supply.rows import BomLineRow

_lines: Select[*tuple[Any, ...]] = select(*BomLine.__table__.columns).where(BomLine.is_active)

BOM_LINES_BY_PRODUCT_IDS = ReadingByKeys(_lines.order_by(BomLine.product_id, BomLine.place), BomLine.product_id)

BOM_LINES_BY_COMPONENT_IDS = ReadingByKeys(_lines.order_by(BomLine.component_id, BomLine.id), BomLine.component_id)


class NewLine(NamedTuple):
    """A component of a product, in its place on the bill."""

    product_id: int
    component_id: int
    place: int
    quantity_per_unit: Decimal
    scrap: float
    stage: str | None


_LEAVE = text("""
    UPDATE bom_line SET is_active = false
    WHERE is_active AND product_id = ANY(CAST(:products AS bigint[])) AND (product_id, component_id) NOT IN (
        SELECT * FROM unnest(CAST(:product_id AS bigint[]), CAST(:component_id AS bigint[])))""")

_WRITE = text("""
    INSERT INTO bom_line AS line (tenant_id, product_id, component_id, place, quantity_per_unit, scrap, stage)
    SELECT :tenant, * FROM unnest(
        CAST(:product_id AS bigint[]), CAST(:component_id AS bigint[]), CAST(:place AS int[]),
        CAST(:quantity_per_unit AS numeric[]), CAST(:scrap AS float8[]), CAST(:stage AS text[]))
    ON CONFLICT (tenant_id, product_id, component_id) DO UPDATE SET
        place = excluded.place, quantity_per_unit = excluded.quantity_per_unit, scrap = excluded.scrap,
        stage = excluded.stage, is_active = true
    WHERE (line.place, line.quantity_per_unit, line.scrap, line.stage, line.is_active) IS DISTINCT FROM
          (excluded.place, excluded.quantity_per_unit, excluded.scrap, excluded.stage, true)""")

_EVERY_LINE = text("""
    SELECT id, product_id, component_id, place, quantity_per_unit, scrap, stage, is_active, created_at, updated_at
    FROM bom_line WHERE is_active ORDER BY product_id, place, id""")

_COMPONENTS = text("""
    SELECT l.product_id, l.component_id, l.quantity_per_unit, l.scrap, l.stage, c.sku, c.decimals
    FROM bom_line l JOIN product c ON c.id = l.component_id
    WHERE l.is_active AND l.product_id = ANY(CAST(:ids AS bigint[]))
    ORDER BY l.product_id, l.place, l.id""")


async def replace_bills(session: WriteSession, product_ids: Sequence[int], lines: Sequence[NewLine]) -> None:
    """Give products these bills and no other lines; lines that go become inactive."""
    given = columns_of(NewLine, lines)
    pairs = {name: given[name] for name in ("product_id", "component_id")}
    await session.run(_LEAVE, {"products": list(product_ids), **pairs})
    if lines:
        await session.run(_WRITE, {"tenant": session.tenant_id, **given})


async def every_bill(session: ReadSession) -> Sequence[BomLineRow]:
    """The lines of every bill, by product and place."""
    return await session.rows(_EVERY_LINE)


async def bill_components(session: ReadSession, product_ids: Collection[int]) -> Sequence[BillComponentRow]:
    """The lines of some products' bills with their components, by product and place."""
    return await session.rows(_COMPONENTS, {"ids": sorted(set(product_ids))}) if product_ids else []
