"""Without row-level security everything is told: what shows that tenants are kept apart is able to fail."""

from sqlalchemy import text

from db.admin.migrate import owner_connection
from db.tables import METADATA
from server.commands.postgres import Addresses
from tests.graphql.access.test_crossing import NAMING, told_apart
from tests.support.slots import Slot
from tests.support.twins import Street, Twins, twins_of

Copies = tuple[Addresses, Addresses]
OWNED = sorted(table.name for table in METADATA.tables.values() if "tenant_id" in table.c)
# Names that pick among what the caller's own report or person has: nothing else is looked up by them.
WITHIN = (
    "Resource.assignments.", "Report.records.", "Report.tree.", "Report.comparison.filter.",
    "mutation.previewCphUpdate.rows.", "mutation.previewForecastReallocation.edits.",
    "mutation.previewManualUpdate.edits.", "mutation.commitRecords.months.", "mutation.commitRecords.modifiedRecords.",
)  # fmt: skip
# Of these one alone, or what does not go with the other arguments, is refused before it is looked up.
SEVERAL = ("query.compareSupplyForecasts.", "mutation.submitRecommendation.input.planId")

# By table: a slot in which a row of a neighbour's can be named, if there is one.
NOTICED: dict[str, str | None] = {
    "alert": "mutation.acknowledgeAlert.id",
    "alert_round": None,  # nobody names it
    "allocation_execution": None,  # read by its report
    "approval": None,  # read with what was approved
    "api_key": "mutation.revokeApiKey.id",
    "assignment": "query.assignment.id",
    "audit_log": "query.auditLog.filter.requestId",
    "bom_line": None,  # read by its product
    "capacity_version": None,  # read by its report
    "capacity_tier": "mutation.updateCapacityTier.id",
    "work_order_change": "query.workOrderChange.id",
    "work_order": None,  # read with its product
    "work_order_completion": None,  # read by its work order
    "daily_production": None,  # read by its work order
    "daily_production_request": None,  # read by the caller's own key, with its entry
    "daily_production_revision": None,  # read by its entry
    "material_debt": "query.materialDebt.id",
    "material_debt_settlement": None,  # read by its debt
    "change_preview": "mutation.commitPreview.previewId",
    "demand": "query.node.id",
    "demand_point": None,  # read by its product
    "demand_series": None,  # read by its product
    "forecast_cell": None,  # read by its record
    "history_log": None,  # read with its report
    "history_log_change": None,  # read by its entry
    "idempotency_key": None,  # named by a header
    "inventory_level": None,  # read with its product
    "inventory_movement": None,  # read with its level
    "month_configuration": "query.monthConfigurations.year",
    "monthly_capacity_summary": None,  # read by its report
    "number_counter": None,  # nobody names it
    "placeholder_counter": None,  # nobody names it
    "product": "query.product.sku",
    "production_plan": "query.productionPlan.id",
    "recommendation": None,  # the neighbour has none
    "data_version": None,  # nor this
    "report": "query.report.value",
    "report_demand": None,  # read with its demand
    "resource": "query.resource.cn",
    "safety_stock": "query.safetyStock.id",
    "supply_forecast": "query.supplyForecast.id",
    "supply_forecast_value": None,  # read by its forecast
    "term": None,  # read whole
    "week_configuration": "query.weekConfigurations.year",
}


async def alter(addresses: Addresses, what: str, *tables: str) -> None:
    async with owner_connection(addresses.owner) as owner:
        for table in tables:
            await owner.execute(text(f"ALTER TABLE {table} {what} ROW LEVEL SECURITY"))


async def is_told_apart(twins: Twins, slot: Slot) -> bool:
    async for _ in told_apart(twins, slot):
        return True
    return False


async def test_without_policies_every_name_of_theirs_is_told(street: Street, own_copies: Copies) -> None:
    async with twins_of(street, *own_copies) as twins:
        await alter(twins.first, "DISABLE", *OWNED)
        looked_up = [slot for slot in NAMING if not str(slot).startswith(WITHIN + SEVERAL)]
        assert [str(slot) for slot in looked_up if not await is_told_apart(twins, slot)] == []


async def test_a_single_table_without_its_policy_is_noticed(street: Street, own_copies: Copies) -> None:
    assert set(NOTICED) == set(OWNED)
    slots = {str(slot): slot for slot in NAMING}
    async with twins_of(street, *own_copies) as twins:
        for table, name in NOTICED.items():
            if name is not None:
                assert not await is_told_apart(twins, slots[name]), table
                await alter(twins.first, "DISABLE", table)
                assert await is_told_apart(twins, slots[name]), table
                await alter(twins.first, "ENABLE", table)
