"""Bills of materials: read by product, replaced whole, and searched for circles."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, select, text

from db.engine import ReadSession, WriteSession
from db.postgres.reading import ReadingByKeys
from db.shared.columns import columns_of
from db.supply.models import BomLine

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

# Ways down from a product through active bills, until one comes back to it.
_CIRCLE = text("""
    WITH RECURSIVE way AS (
        SELECT b.component_id AS last, ARRAY[b.product_id, b.component_id] AS ids FROM bom_line b
        WHERE b.is_active AND b.product_id = :id
        UNION ALL
        SELECT b.component_id, way.ids || b.component_id FROM way JOIN bom_line b ON b.product_id = way.last
        WHERE b.is_active AND way.last <> :id AND NOT b.component_id = ANY(way.ids[2:])
    )
    SELECT ids FROM way WHERE last = :id ORDER BY cardinality(ids) LIMIT 1""")


async def replace_bills(session: WriteSession, product_ids: Sequence[int], lines: Sequence[NewLine]) -> None:
    """Give products these bills and no other lines; lines that go become inactive."""
    given = columns_of(NewLine, lines)
    pairs = {name: given[name] for name in ("product_id", "component_id")}
    await session.run(_LEAVE, {"products": list(product_ids), **pairs})
    if lines:
        await session.run(_WRITE, {"tenant": session.tenant_id, **given})


async def circle_of(session: ReadSession, product_id: int) -> list[int]:
    """The shortest way from a product through its bill back to it, as ids of products; empty where there is none.

    Asked once the bill is written: what is refused is rolled back.
    """
    found = await session.scalar(_CIRCLE, {"id": product_id})
    return list(found or [])
