"""The audit log's comparison of rows, as PostgreSQL plans it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from db.admin.migrate import owner_connection
from server.commands.postgres import Addresses


def outputs(plan: dict[str, Any]) -> Iterator[str]:
    """All expressions of a plan, node by node."""
    for name, value in plan.items():
        if name == "Plans":
            for below in value:
                yield from outputs(below)
        elif isinstance(value, list):
            yield from map(str, value)
        else:
            yield str(value)


@pytest.mark.parametrize("table", ["assignment", "resource", "work_order", "production_plan", "product"])
async def test_the_values_of_a_row_are_made_once_however_many_columns_are_compared(
    empty: Addresses, table: str
) -> None:
    async with owner_connection(empty.owner) as owner:
        function = (await owner.execute(text("SELECT pg_get_functiondef('write_audit()'::regprocedure)"))).scalar_one()
        (compared,) = re.findall(r"EXECUTE \$sql\$(.*?)\$sql\$ USING", function, re.DOTALL)
        statement = compared.replace("$sql$ || differs || $sql$", "o.id IS DISTINCT FROM n.id")
        for number, value in enumerate(("'{}'::json", "'{tenant_id}'::text[]", "'Row'"), start=1):
            statement = statement.replace(f"${number}", value)
        for rows in ("old_rows", "new_rows"):
            await owner.execute(text(f"CREATE TEMP TABLE {rows} AS SELECT * FROM {table}"))
        explained = await owner.exec_driver_sql(f"EXPLAIN (VERBOSE, FORMAT JSON) {statement}")
        ((plan,),) = explained.scalars()
    assert sum(expression.count("to_jsonb(") for expression in outputs(plan["Plan"])) == 2
