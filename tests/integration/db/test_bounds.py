"""Each bound of a number holds the same in the tables as in what is checked before: just inside, and just outside."""

from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import text

from db.base import Base
from db.engine import Database
from db.shared import bounds
from db.shared.bounds import Bound

BOUNDS = {value.check("x"): value for value in vars(bounds).values() if isinstance(value, Bound)}
SAID = {rule: str(getattr(rule, "sqltext", "")) for table in Base.metadata.sorted_tables for rule in table.constraints}
# Every rule of a column that a bound has made, by its table and name.
RULES = {
    f"{table.name}.{rule.name}": (table.name, str(rule.name), BOUNDS[known])
    for table in Base.metadata.sorted_tables
    for rule in sorted(table.constraints, key=lambda one: str(one.name))
    for column in table.columns
    for known in BOUNDS
    if SAID[rule] == known.replace("x ", f"{column.name} ")
}
CHECKED = text("""
    SELECT pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
    WHERE t.relname = :table AND c.contype = 'c' AND c.conname = :name""")


def at_the_border(bound: Bound) -> list[Decimal]:
    """Numbers at both ends of a bound, and as near to them as its kind of numbers come."""
    step = Decimal(1).scaleb(-(bound.places if bound.places is not None else 9))
    ends = [end for end in (bound.least, bound.above, bound.most, bound.below) if end is not None]
    return [Decimal(end) + move for end in ends for move in (-step, Decimal(0), step)] + [
        Decimal(-(10**6)),
        Decimal(10**6),
    ]


def test_the_walk_finds_the_rules() -> None:
    assert len(RULES) > 15
    assert {"week_configuration.shrinkage", "report_demand.target_cph"} <= {
        f"{table}.{name.removeprefix('ck_' + table + '_')}" for table, name, _ in RULES.values()
    }


@pytest.mark.parametrize("rule", RULES)
async def test_a_table_takes_what_its_bound_holds(database: Database, demo_id: UUID, rule: str) -> None:
    table, name, bound = RULES[rule]
    column = name.removeprefix(f"ck_{table}_")
    async with database.read(demo_id) as session:
        found = [row[0] for row in await session.rows(CHECKED, {"table": table, "name": name})]
        (condition,) = [one.removeprefix("CHECK ") for one in found]
        for value in at_the_border(bound):
            takes = f"SELECT {condition} FROM (SELECT CAST({value} AS numeric) AS {column}) AS given"
            assert await session.scalar(text(takes)) == bound.holds(value), (rule, value, condition)


@pytest.mark.parametrize("bound", BOUNDS.values(), ids=str)
def test_what_is_no_number_is_in_no_bound(bound: Bound) -> None:
    assert not any(bound.holds(value) for value in (float("nan"), float("inf"), float("-inf"), 1e308, -1e308))
    assert bound.holds(-0.0) == bound.holds(0)
