"""Rows of any table that is told in SQL, filtered, ordered and streamed."""

import tracemalloc
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from db.engine import Database
from db.shared.chosen_rows import Chosen, Order, WholeTable, count_of, rows_of, told_table
from db.shared.conditions import Compare, Field, Kind, Operator, Value
from db.shared.global_ids import global_id as id_in_sql
from db.shared.keyed_pages import BATCH, Written
from schema.shared.node import global_id

MANY = 200_000
NUMBERS = Written("SELECT n, n % 7 AS part FROM generate_series(1, CAST(:many AS int)) AS n", ["n"], {"many": MANY})
TABLE = WholeTable(written=NUMBERS, columns={"n": Kind.WHOLE, "part": Kind.WHOLE}, place=[Kind.WHOLE])


async def rows(database: Database, tenant: UUID, table: WholeTable, chosen: Chosen) -> list[Sequence[Any]]:
    async with database.read(tenant) as session:
        return [row async for batch in rows_of(session, table, list(table.columns), chosen) for row in batch]


async def test_memory_is_that_of_one_batch(database: Database, demo_id: UUID) -> None:
    count = 0
    async with database.read(demo_id) as session:
        tracemalloc.start()
        async for batch in rows_of(session, TABLE, ["n", "part"], Chosen(order=[Order("part", descending=True)])):
            assert len(batch) <= BATCH
            count += len(batch)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert count == MANY
    assert peak < 8 * 2**20


async def test_a_condition_an_order_and_a_place_are_the_databases_work(database: Database, demo_id: UUID) -> None:
    where = Compare(Operator.AT_MOST, Field("n", Kind.WHOLE), Value(20, Kind.WHOLE))
    chosen = Chosen(where=where, order=[Order("part", descending=True)], after=[5, 12], limit=4)
    found = await rows(database, demo_id, TABLE, chosen)
    assert [tuple(row)[:2] for row in found] == [(19, 5), (4, 4), (11, 4), (18, 4)]
    async with database.read(demo_id) as session:
        assert await count_of(session, TABLE, where) == 20
        assert await count_of(session, TABLE, None) == MANY


async def test_rows_that_were_computed_are_a_table_too(database: Database, demo_id: UUID) -> None:
    columns = {"end": Kind.DAY, 'it\'s "quoted"': Kind.NUMBER}
    told = '[{"end": "2025-06-02", "it\'s \\"quoted\\"": 0.10}, {"end": "2025-06-01", "it\'s \\"quoted\\"": null}]'
    table = WholeTable(written=told_table(told, columns, ["end"]), columns=columns, place=[Kind.DAY])
    found = await rows(database, demo_id, table, Chosen())
    assert [(str(row[0]), str(row[1])) for row in found] == [("2025-06-01", "None"), ("2025-06-02", "0.10")]


async def test_ids_in_sql_are_those_of_answers(database: Database, demo_id: UUID) -> None:
    written = Written("SELECT n AS id FROM unnest(ARRAY[1, 63, 999999999999]) AS n", ["id"], {})
    for name in ("WorkOrderChange", "MaterialDebtSettlement", "Alert"):
        table = WholeTable(
            written=written, columns={"id": Kind.TEXT}, place=[Kind.WHOLE], sources={"id": id_in_sql(name, "id")}
        )
        found = [row[0] for row in await rows(database, demo_id, table, Chosen())]
        assert found == [global_id(name, key) for key in (1, 63, 999999999999)]
