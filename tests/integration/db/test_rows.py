"""Every query's rows hold what its type says: each attribute is there, and of the Python type that is promised."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from db.admin.migrate import owner_connection
from db.engine import Database, WriteSession
from db.forecast import case_types, demands, executions, history, lines, reports, stale_cells
from db.forecast.filters import EVERY_DEMAND
from db.shared import api_keys, previews, tenants, working_time
from db.shared.enums import WorkType
from db.workforce import (
    assignments,
    capacity_versions,
    frozen,
    levels,
    people,
    placements,
    summaries,
    summary_rows,
    tiers,
)
from db.workforce.enums import AssignmentType
from db.workforce.filters import AssignmentFilter, ResourceFilter
from server.commands.postgres import Addresses
from tests.support.accuracy_rows import CALLS_ABOUT_ACCURACY
from tests.support.ahead_rows import CALLS_ABOUT_AHEAD
from tests.support.alert_rows import CALLS_ABOUT_ALERTS
from tests.support.change_rows import CALLS_ABOUT_CHANGES
from tests.support.check_rows import CALLS_OF_CHECKS
from tests.support.days import CALLS_ABOUT_DAYS
from tests.support.debt_rows import CALLS_ABOUT_DEBTS
from tests.support.floor_checks import CALLS_OF_FLOOR_CHECKS
from tests.support.plan_rows import CALLS_ABOUT_PLANS
from tests.support.production_rows import CALLS_ABOUT_PRODUCTION
from tests.support.recommendation_rows import CALLS_ABOUT_RECOMMENDATIONS
from tests.support.shop_floor_rows import CALLS_ABOUT_THE_FLOOR
from tests.support.stored_world import HASH, World, make
from tests.support.supply_rows import CALLS_ABOUT_SUPPLY
from tests.support.supply_tables import CALLS_OF_TABLES
from tests.support.typed_rows import misfits, typed_queries


async def made_stale(world: World, find: Callable[[WriteSession], Awaitable[Any]], *statements: str) -> Any:
    """What a check finds once stored figures are wrong."""
    for statement in statements:
        await world.session.run(text(statement))
    return await find(world.session)


async def freed(world: World) -> Any:
    """The assignment placed anew."""
    await placements.deallocate(world.session, [world.assignment.id])
    return await placements.place_weeks(
        world.session, [world.free_week], assignment_type=AssignmentType.MANUAL, execution_id=None
    )


async def everybody_moved(world: World) -> Any:
    """Assignments whose weeks one of the locations does not have."""
    await world.session.run(text("UPDATE week_configuration SET work_type = 'GLOBAL', year = 2049 WHERE year = 2025"
                                 " AND work_type = 'DOMESTIC'"))  # fmt: skip
    return await assignments.unconfigured_weeks(world.session, [world.assignment.resource_id], WorkType.DOMESTIC)


PLACEHOLDER = {
    "platform": "Amisys", "location": "DOMESTIC", "states": ["FL"], "skills": ["Claims"],
    "created_for_year": 2025, "created_for_week": 30,
}  # fmt: skip
OTHER_HOURS = "UPDATE month_configuration SET working_days = 31 - working_days"


# Every function of db that returns typed rows, called so that it has some; what one changes, the next does not see.
async def other_week(world: World) -> Any:
    """The week of the assignment, with other working time."""
    old = world.assignment
    days = [date.fromisocalendar(old.year, old.week, day) for day in (1, 7)]
    month = world.month[-2:]
    week = working_time.NewWeek(old.year, old.week, *days, *month, world.person.location, 1, 1.0, 0.5, 0.5)
    return await working_time.upsert_weeks(world.session, [week])


async def months_taken_over(world: World) -> Any:
    """Months of the report before that one, once they are frozen."""
    older = await reports.report_before(world.session, year=2025, month=4)
    assert older is not None
    return await made_stale(
        world,
        lambda session: frozen.frozen_months(session, report_id=older.id, demand_ids=[world.demand]),
        "UPDATE monthly_capacity_summary SET frozen_at = now()",
    )


CALLS: dict[str, Callable[[World], Any]] = {
    "db.shared.api_keys.all_keys": lambda w: api_keys.all_keys(w.session),
    "db.shared.api_keys.insert_key": lambda w: api_keys.key_by_id(w.session, w.key),
    "db.shared.api_keys.key_by_id": lambda w: api_keys.key_by_id(w.session, w.key),
    "db.shared.api_keys.makers_of_keys": lambda w: api_keys.makers_of_keys(w.session, ["key:loader"]),
    "db.shared.api_keys.revoke": lambda w: api_keys.revoke(w.session, w.key),
    "db.shared.api_keys.usable_key": lambda w: api_keys.usable_key(w.session, HASH),
    "db.shared.previews.preview_for_commit": lambda w: previews.preview_for_commit(w.session, w.preview),
    "db.shared.previews.preview_row": lambda w: previews.preview_row(w.session, w.preview),
    "db.shared.working_time.month_configurations": lambda w: working_time.month_configurations(w.session),
    "db.shared.working_time.week_configurations": lambda w: working_time.week_configurations(w.session),
    "db.shared.working_time.week_configurations_between": lambda w: working_time.week_configurations_between(
        w.session, (2025, 1), (2025, 2)
    ),
    "db.shared.working_time.upsert_months": lambda w: working_time.upsert_months(
        w.session, [working_time.NewMonth(2025, 6, w.person.location, 1, 1.0, 0.5, 0.5)]
    ),
    "db.shared.working_time.upsert_weeks": other_week,
    "db.forecast.case_types.case_type_cphs": lambda w: case_types.case_type_cphs(w.session, [w.report]),
    "db.forecast.case_types.names_of_reports": lambda w: case_types.names_of_reports(w.session, [w.report]),
    "db.forecast.demands.all_demands": lambda w: demands.all_demands(w.session),
    "db.forecast.demands.demands_by_ids": lambda w: demands.demands_by_ids(w.session, [w.demand]),
    "db.forecast.demands.demands_by_keys": lambda w: demands.demands_by_keys(w.session, [w.demand_key]),
    "db.forecast.executions.executions_by_report_ids": lambda w: executions.executions_by_report_ids(
        w.session, [w.report]
    ),
    "db.forecast.history.changes_by_entry_ids": lambda w: history.changes_by_entry_ids(w.session, [w.entry]),
    "db.forecast.history.changes_of_entry": lambda w: history.changes_of_entry(w.session, w.entry, batch=10),
    "db.forecast.history.entries_by_ids": lambda w: history.entries_by_ids(w.session, [w.entry]),
    "db.forecast.history.entries_by_numbers": lambda w: history.entries_by_numbers(w.session, range(100)),
    "db.forecast.history.entries_page": lambda w: history.entries_page(
        w.session, history.HistoryFilter(), offset=0, limit=5
    ),
    "db.forecast.history.entry_by_id": lambda w: history.entry_by_id(w.session, w.entry),
    "db.forecast.lines.cells_by_report_id": lambda w: lines.cells_by_report_id(w.session, w.report),
    "db.forecast.lines.cells_of_demands": lambda w: lines.cells_of_demands(w.session, w.report, [w.demand]),
    "db.forecast.lines.lines_of_demands": lambda w: lines.lines_of_demands(w.session, w.report, [w.demand]),
    "db.forecast.lines.report_totals": lambda w: lines.report_totals(w.session, w.report),
    "db.forecast.lines.lines_by_report_ids": lambda w: lines.lines_by_report_ids(w.session, [w.report]),
    "db.forecast.reports.list_reports": lambda w: reports.list_reports(w.session),
    "db.forecast.reports.newest_report": lambda w: reports.newest_report(w.session),
    "db.forecast.reports.report_before": lambda w: reports.report_before(w.session, year=2025, month=4),
    "db.forecast.reports.report_by_month": lambda w: reports.report_by_month(w.session, year=2025, month=4),
    "db.forecast.reports.reports_by_demand_ids": lambda w: reports.reports_by_demand_ids(w.session, [w.demand]),
    "db.forecast.reports.reports_by_ids": lambda w: reports.reports_by_ids(w.session, [w.report]),
    "db.forecast.stale_cells.differing_cells": lambda w: made_stale(w, stale_cells.differing_cells, OTHER_HOURS),
    "db.forecast.stale_cells.stale_reports": lambda w: made_stale(w, stale_cells.stale_reports, OTHER_HOURS),
    "db.forecast.stale_cells.stale_reports_by_ids": lambda w: made_stale(
        w, lambda session: stale_cells.stale_reports_by_ids(session, [w.report]), OTHER_HOURS
    ),
    "db.forecast.executions.execution_of_entry": lambda w: executions.execution_of_entry(w.session, w.entry),
    "db.forecast.history.cells_by_hand": lambda w: history.cells_by_hand(w.session, w.report),
    "db.workforce.assignments.assignments_matching": lambda w: assignments.assignments_matching(
        w.session, AssignmentFilter(), most=2
    ),
    "db.workforce.assignments.standing_of_execution": lambda w: assignments.standing_of_execution(
        w.session, w.execution
    ),
    "db.workforce.assignments.assigned_to": lambda w: assignments.assigned_to(w.session, [w.assignment.id]),
    "db.workforce.assignments.assignments_by_ids": lambda w: assignments.assignments_by_ids(
        w.session, [w.assignment.id]
    ),
    "db.workforce.assignments.assignments_by_resource_ids": lambda w: assignments.assignments_by_resource_ids(
        w.session, [w.person.id], weeks=None, include_inactive=True
    ),
    "db.workforce.assignments.assignments_in_weeks": lambda w: assignments.assignments_in_weeks(
        w.session, (2025, 1), (2025, 53)
    ),
    "db.workforce.assignments.assignments_on_demand": lambda w: assignments.assignments_on_demand(
        w.session, w.demand, (w.assignment.year, w.assignment.week)
    ),
    "db.workforce.assignments.unconfigured_weeks": everybody_moved,
    "db.workforce.assignments.weeks_held": lambda w: assignments.weeks_held(
        w.session, [w.assignment.resource_id], first=(2025, 1), last=(2025, 52)
    ),
    "db.workforce.capacity_versions.capacity_versions": lambda w: capacity_versions.capacity_versions(
        w.session, [w.report]
    ),
    "db.workforce.frozen.frozen_months": months_taken_over,
    "db.workforce.people.all_resources": lambda w: people.all_resources(w.session),
    "db.workforce.people.insert_placeholders": lambda w: people.insert_placeholders(
        w.session, [people.NewPlaceholder("TBH-998", "tbh-998", "To be hired")], PLACEHOLDER
    ),
    "db.workforce.people.insert_resource": lambda w: people.insert_resource(
        w.session,
        {"cn": "CNX", "cn_key": "cnx", "display_name": "Ada", "hire_date": date(2025, 1, 1)}
        | {name: PLACEHOLDER[name] for name in ("platform", "location", "states", "skills")},
    ),
    "db.workforce.people.locked_resources": lambda w: people.locked_resources(
        w.session, [w.person.cn_key], changing=True
    ),
    "db.workforce.people.people_by_ids": lambda w: people.people_by_ids(w.session, [w.person.id]),
    "db.workforce.people.people_in_weeks": lambda w: people.people_in_weeks(
        w.session, ResourceFilter(), first=(2025, 1), last=(2025, 52)
    ),
    "db.workforce.people.people_matching": lambda w: people.people_matching(w.session, ResourceFilter()),
    "db.workforce.people.resource_keys": lambda w: people.resource_keys(w.session),
    "db.workforce.people.update_resource": lambda w: people.update_resource(w.session, w.person.id, {"opid": "new"}),
    "db.workforce.placements.assignments_left_behind": lambda w: placements.assignments_left_behind(
        w.session, year=2026, month=1, first_month=date(2025, 6, 1), demand_ids=[]
    ),
    "db.workforce.levels.change_levels": lambda w: levels.change_levels(
        w.session, [levels.NewLevel(w.assignment.id, w.tier, 0.25)]
    ),
    "db.workforce.placements.deallocate": lambda w: placements.deallocate(w.session, [w.assignment.id]),
    "db.workforce.placements.move_assignments": lambda w: placements.move_assignments(
        w.session, [w.assignment.id], to_id=w.person.id
    ),
    "db.workforce.placements.occupied_placements": lambda w: placements.occupied_placements(
        w.session, [w.month], percentage=1.0
    ),
    "db.workforce.placements.place_weeks": freed,
    "db.workforce.summaries.stale_percentages": lambda w: made_stale(
        w,
        summaries.stale_percentages,
        "UPDATE assignment SET days_present = 2, working_days = 5, whole_week_percentage = 1",
    ),
    "db.workforce.summaries.stale_capacities": lambda w: made_stale(
        w, summaries.stale_capacities, "UPDATE assignment SET weekly_capacity = weekly_capacity + 1"
    ),
    "db.workforce.summaries.stale_summaries": lambda w: made_stale(
        w, summaries.stale_summaries, "UPDATE monthly_capacity_summary SET total_headcount = total_headcount + 1"
    ),
    "db.workforce.summary_rows.summaries_by_report_ids": lambda w: summary_rows.summaries_by_report_ids(
        w.session, [w.report], EVERY_DEMAND
    ),
    "db.workforce.summary_rows.cells_by_report_ids": lambda w: summary_rows.cells_by_report_ids(
        w.session, [w.report], EVERY_DEMAND
    ),
    "db.workforce.tiers.list_tiers": lambda w: tiers.list_tiers(w.session, include_inactive=True),
    **CALLS_ABOUT_AHEAD,
    **CALLS_ABOUT_DAYS,
    **CALLS_ABOUT_PLANS,
    **CALLS_ABOUT_RECOMMENDATIONS,
    **CALLS_ABOUT_SUPPLY,
    **CALLS_ABOUT_ACCURACY,
    **CALLS_OF_CHECKS,
    **CALLS_ABOUT_THE_FLOOR,
    **CALLS_OF_FLOOR_CHECKS,
    **CALLS_ABOUT_PRODUCTION,
    **CALLS_ABOUT_CHANGES,
    **CALLS_ABOUT_DEBTS,
    **CALLS_ABOUT_ALERTS,
    **CALLS_OF_TABLES,
}


async def rows_of(answer: Any) -> list[Any]:
    """The rows of a query, however it gives them."""
    if isinstance(answer, AsyncIterator):
        return [row async for batch in answer for row in batch]
    found = await answer
    if isinstance(found, Mapping):
        return list(found.values())
    return list(found) if isinstance(found, list) else [found]


QUERIES = dict(typed_queries())
BY_THE_OWNER = {"db.shared.tenants.list_tenants"}
THROUGH_A_LEDGER = {"db.shared.ledger.closing_balances", "db.shared.ledger.first_short_days"}  # by its users, above


def test_every_typed_query_is_called() -> None:
    assert set(QUERIES) == set(CALLS) | BY_THE_OWNER | THROUGH_A_LEDGER


async def test_rows_hold_what_their_types_say(sample: Addresses, demo_id: UUID) -> None:
    database = Database(sample.service, pool_size=1)
    faults: dict[str, Any] = {}
    try:
        async with database.write(demo_id, subject="tester", dry_run=True) as session:
            world = await make(session)
            await session.run(text("SAVEPOINT made"))
            for name, call in CALLS.items():
                found = await rows_of(call(world))
                assert found, f"{name} gives no row to look at"
                faults |= {name: bad} if (bad := misfits(found[0], QUERIES[name])) else {}
                await session.run(text("ROLLBACK TO SAVEPOINT made"))
    finally:
        await database.close()
    assert faults == {}


async def test_tenants_hold_what_their_type_says(sample: Addresses) -> None:
    async with owner_connection(sample.owner) as owner:
        row, *_ = await tenants.list_tenants(owner)
    assert misfits(row, QUERIES["db.shared.tenants.list_tenants"]) == {}
