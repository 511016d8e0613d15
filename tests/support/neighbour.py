"""A second tenant that has one of everything, under names of its own: what the tenant demo must never meet."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import text

from db.engine import Database
from db.shared.enums import WorkType
from db.shared.tenants import tenant_id
from schema.shared.node import global_id
from services.forecast.imports.forecast import preview_forecast
from services.shared.calendar import Month
from services.workforce.calendar.generate_weeks import NO_CALENDAR, generate_weeks
from services.workforce.imports.months import preview_months
from services.workforce.imports.roster import preview_roster
from tests.graphql.planning.conftest import FORECAST, ROSTER, Planner, imported, sheet
from tests.support.api import Api, token
from tests.support.cluster import OTHER_TENANT
from tests.support.neighbour_floor import DEPARTMENT, work
from tests.support.returned import returned_records, returned_weeks

SUBJECT, REQUEST_ID, IDEMPOTENCY_KEY = "zelda", "request-of-zelda", "key-of-zelda"
YEAR = 2041
REPORT = {"month": "February", "year": YEAR}
REFERENCE, CLIENT_KEY = "Zetaorder", "Zetasent"
ORDERS = "Number,SKU,Department,Stage,Target Qty,Planned Start,Deadline\n"
LOB, CASE_TYPE = "Zetaplat Zetamarket DOMESTIC", "Zetawork"
DEMAND = {"mainLob": LOB, "state": "AK", "caseType": CASE_TYPE}
SKU, PART, LOCATION = "ZETA-SKU-1", "ZETA-SKU-2", "ZETASHOP"
SUGGESTION = {"modelName": "Zetamodel", "suggestionId": "Zetathought"}
RECORD = {**DEMAND, "caseId": "ZT-1"}
LABELS = [f"{month}-41" for month in ("Apr", "May", "Jun", "Jul", "Aug", "Sep")]
PREVIEW = "preview { id }"
NAMED_REQUEST = 'mutation { deactivateResource(cn: "CN77404") { problems { code message } } }'


@dataclass(frozen=True)
class Neighbour:
    """What the neighbour has: one id of each type with a global id, every UUID by what it names, and a key's text."""

    nodes: Mapping[str, str]
    uuids: Mapping[str, str]
    secret: str


async def settle(http: Any, database: Database) -> Neighbour:
    """Give the tenant other one of everything, by the ways that people have."""
    await _found(database)
    zelda = Planner(http, token("ADMIN", tenant=OTHER_TENANT, subject=SUBJECT))
    zelda.headers["X-Request-Id"] = REQUEST_ID
    named = {**zelda.headers, "Idempotency-Key": IDEMPOTENCY_KEY}
    for _ in ("first", "again"):
        await http.post("/graphql", json={"query": NAMED_REQUEST}, headers=named)
    tiers = (await zelda.ask("query Tiers { capacityTiers { id percentage } }"))["capacityTiers"]
    zelda.tiers = {round(tier["percentage"] * 100): tier["id"] for tier in tiers}
    await _plan(zelda)
    entry = await _edit(zelda)
    executed = await _allocate(zelda)
    await _send_files(zelda)
    await _supply(zelda)
    await _keep_stock(zelda)
    await _expect(zelda)
    await _make(zelda)
    await _recommend(zelda)
    await work(zelda, {"sku": SKU, "location": LOCATION}, part=PART, year=YEAR)
    made = "Number,Date,Quantity\nZETA-SPK-4,2025-06-02,1\n"  # a row that is refused: the file is kept all the same
    await uploaded(zelda, "previewDailyProductionImport", PREVIEW, {}, made)
    given = {"name": "Zetakey", "roles": ["ADMIN"]}
    key = await zelda.done("createApiKey", "secret apiKey { id }", input=given)
    await Api(http, key["secret"]).ask("{ viewer { subject } }")
    return Neighbour(
        nodes=await _nodes(database),
        uuids={
            **await _previews(database),
            "history log": entry,
            "execution": executed,
            "API key": key["apiKey"]["id"],
            "tenant": str(tenant_id(OTHER_TENANT)),
        },
        secret=key["secret"],
    )


async def _found(database: Database) -> None:
    """Working time, a report, people, and placeholders whose numbers begin where nobody else's do."""
    tenant = tenant_id(OTHER_TENANT)
    columns = ["Year", "Month", "Work Type", "Working Days", "Work Hours", "Occupancy", "Shrinkage"]
    months = [[YEAR, month, where, 1, 1, 1, 0] for month in range(1, 13) for where in ("Domestic", "Global")]
    await imported(database, tenant, (preview_months, sheet(columns, *months)))
    async with database.write(tenant, subject=SUBJECT) as session:
        for work_type in WorkType:
            await generate_weeks(session, year=YEAR, work_type=work_type, calendar=NO_CALENDAR)
        count = text("INSERT INTO placeholder_counter (tenant_id, last_number) VALUES (:tenant, 90000)")
        await session.run(count, {"tenant": tenant})
    lines = [[LOB, "AK", CASE_TYPE, "ZT-1", 10, *[200] * 6], [LOB, "HI", CASE_TYPE, "ZT-2", 10, *[100] * 6]]
    people = [[f"CN7700{n}", "Zoe", "Zed", "Zetaplat", "Domestic", "AK|HI", CASE_TYPE] for n in range(1, 6)]
    report = partial(preview_forecast, report=Month(YEAR, 2))
    roster = partial(preview_roster, today=date(YEAR, 1, 1))
    await imported(database, tenant, (report, sheet([*FORECAST, *LABELS], *lines)), (roster, sheet(ROSTER, *people)))


async def _plan(zelda: Planner) -> None:
    """A tier, a placeholder and an assignment."""
    await zelda.done("createCapacityTier", "tier { id }", input={"name": "Zetatier", "percentage": 0.33})
    like = {"platform": "Zetaplat", "location": "DOMESTIC", "states": ["AK"], "skills": [CASE_TYPE]}
    await zelda.done("createPlaceholders", "created", input={"count": 1, "displayNamePrefix": "Zetahire", **like})
    given = {"resourceCn": "CN77001", "demand": DEMAND, "year": YEAR, "week": 20, "tierId": zelda.tiers[100]}
    await zelda.done("createAssignment", "assignment { id }", input=given)


async def _keep_stock(zelda: Planner) -> None:
    """A safety stock that the product is far below, and what moved of it."""
    fixed = {"sku": SKU, "location": LOCATION, "policy": "FIXED_QUANTITY", "fixedQuantity": "9000", "leadTimeDays": "3"}
    await zelda.done("createSafetyStock", "safetyStock { id }", input={**fixed, "meanDailyDemand": "1"})
    moved = {"sku": SKU, "location": LOCATION, "kind": "RECEIPT", "quantity": "5", "reference": REFERENCE}
    await zelda.done("recordInventoryMovement", "movements { id }", input={**moved, "clientKey": CLIENT_KEY})


async def _expect(zelda: Planner) -> None:
    """A forecast that counts, and a draft of its next version."""
    horizon = {"bucket": "DAY", "horizonStart": f"{YEAR}-02-04", "horizonEnd": f"{YEAR}-02-04"}
    given = {"name": "Zetacast", "sku": SKU, "location": LOCATION, **horizon}
    values = [{"start": f"{YEAR}-02-04", "quantity": "917"}]
    made = await zelda.done("createSupplyForecast", "forecast { id }", input={**given, "values": values})
    await zelda.done("activateSupplyForecast", "forecast { id }", id=made["forecast"]["id"])
    await zelda.done("createSupplyForecastVersion", "forecast { id }", id=made["forecast"]["id"])


async def _make(zelda: Planner) -> None:
    """A plan that waits for its approval."""
    days = {"plannedStart": f"{YEAR}-02-04", "plannedEnd": f"{YEAR}-03-01"}
    given = {"name": "Zetaplan", "sku": SKU, "location": LOCATION, "quantity": "915", **days}
    await zelda.done("updateProduct", "product { id }", sku=SKU, patch={"dailyCapacity": "100"})
    made = await zelda.done("createProductionPlan", "plan { id }", input=given)
    await zelda.done("submitProductionPlan", "plan { id }", id=made["plan"]["id"])


async def _recommend(zelda: Planner) -> None:
    """What a model recommends of a product."""
    given = {"kind": "SAFETY_STOCK", "sku": SKU, "location": LOCATION, "modelVersion": "1", "reasoning": "Zeta."}
    content = {"recommendedQuantity": "916"}
    await zelda.done("submitRecommendation", "recommendation { id }", input={**given, **SUGGESTION, "content": content})


async def _edit(zelda: Planner) -> str:
    """A change that was applied, and one preview of each kind of edit; returns the entry of the history log."""
    edits = [{**RECORD, "months": [{"label": LABELS[0], "forecast": 300}]}]
    people = [{**RECORD, "months": [{"label": LABELS[0], "fteAvail": 9}]}]
    first = (await zelda.done("previewManualUpdate", PREVIEW, **REPORT, edits=edits))["preview"]["id"]
    done = await zelda.done("commitPreview", "historyLogId", previewId=first, userNotes="Zeta.")
    rows = [{"id": "cph_1", "lob": LOB, "caseType": CASE_TYPE, "targetCph": 10, "modifiedTargetCph": 12}]
    await zelda.done("previewRevert", PREVIEW, historyLogId=done["historyLogId"])
    await zelda.done("previewForecastReallocation", PREVIEW, **REPORT, edits=people)
    await zelda.done("previewCphUpdate", PREVIEW, **REPORT, rows=rows)
    edits[0]["months"] = [{"label": LABELS[0], "forecast": 250}]
    await zelda.done("previewManualUpdate", PREVIEW, **REPORT, edits=edits)
    await _recalculate(zelda)
    return str(done["historyLogId"])


async def _recalculate(zelda: Planner) -> None:
    """A preview by other hours, which are as they were afterwards."""
    april = {"year": YEAR, "month": 4, "workType": "DOMESTIC", "workHours": 1.0, "occupancy": 1.0, "shrinkage": 0.0}
    await zelda.done("setMonthConfiguration", "__typename", input={**april, "workingDays": 2})
    await zelda.done("previewRecalculation", PREVIEW, **REPORT)
    await zelda.done("setMonthConfiguration", "__typename", input={**april, "workingDays": 1})


async def _allocate(zelda: Planner) -> str:
    """An allocation that was executed, and previews of all three kinds; returns the execution."""
    report = f"{YEAR}-02"
    first = (await zelda.done("previewAllocation", PREVIEW, report=report))["preview"]["id"]
    done = await zelda.done("executeAllocation", "executionId", previewId=first, userNotes="Zeta.")
    await zelda.done("previewAllocation", PREVIEW, report=report)
    await zelda.done("previewRebalance", PREVIEW, report=report)
    await zelda.done("previewBenchAllocation", PREVIEW, **REPORT)
    return str(done["executionId"])


async def _send_files(zelda: Planner) -> None:
    """A roster, a newer forecast, and records and weeks that come back, checked and not applied."""
    roster = f"{','.join(ROSTER)}\nCN77009,Zoe,Zed,Zetaplat,Domestic,AK,{CASE_TYPE}\n"
    labels = ",".join(f"{month}-41" for month in ("May", "Jun", "Jul", "Aug", "Sep", "Oct"))
    forecast = f"{','.join(FORECAST)},{labels}\n{LOB},AK,{CASE_TYPE},ZT-1,10,1,2,3,4,5,6\n"
    for field, content, given in (
        ("previewRosterImport", roster, {}),
        ("previewForecastImport", forecast, {"month": "March", "year": YEAR}),
        ("previewRecordsImport", await returned_records(zelda, report=f"{YEAR}-02"), {}),
        ("previewWeekAssignmentsImport", await returned_weeks(zelda, report=f"{YEAR}-02"), {}),
    ):
        answer = (await uploaded(zelda, field, PREVIEW, given, content)).json()
        assert answer["data"][field]["preview"], answer


async def _supply(zelda: Planner) -> None:
    """A product with a bill, demand and stock, and a file of each kind, checked and not applied."""
    for sku, kind in ((SKU, "FINISHED_GOOD"), (PART, "MATERIAL")):
        product = {"sku": sku, "name": "Zeta", "unit": "pcs", "kind": kind}
        await zelda.done("createProduct", "product { id }", input=product)
    lines = [{"componentSku": PART, "quantityPerUnit": "2"}]
    await zelda.done("setBillOfMaterials", "product { id }", sku=SKU, lines=lines)
    demand = f"SKU,Location,Date,Quantity\n{SKU},{LOCATION},2025-06-02,911\n"
    first = (await uploaded(zelda, "previewDemandHistoryImport", PREVIEW, {}, demand)).json()
    preview = first["data"]["previewDemandHistoryImport"]["preview"]["id"]
    await zelda.done("commitImport", "created", previewId=preview)
    receipt = {"sku": SKU, "location": LOCATION, "kind": "RECEIPT", "quantity": "914"}
    await zelda.done("recordInventoryMovement", "level { id }", input=receipt)
    for field, content in (
        ("previewProductImport", f"SKU,Name,Unit,Kind\n{SKU},Zeta 2,pcs,FINISHED_GOOD\n"),
        ("previewBillOfMaterialsImport", f"SKU,Component,Quantity Per Unit\n{SKU},{PART},3\n"),
        ("previewDemandHistoryImport", f"{demand}{SKU},{LOCATION},2025-06-03,912\n"),
        ("previewWorkOrderImport", f"{ORDERS}ZETA-SPK-9,{SKU},{DEPARTMENT},Z,920,{YEAR}-02-04,{YEAR}-02-08\n"),
        ("previewOpeningStockImport", f"SKU,Location,Quantity\n{SKU},{LOCATION},913\n"),
        (
            "previewSupplyForecastImport",
            f"SKU,Location,Name,Bucket,Start,Quantity\n{SKU},{LOCATION},Zetafile,DAY,{YEAR}-02-04,919\n",
        ),
    ):
        answer = (await uploaded(zelda, field, PREVIEW, {}, content)).json()
        assert answer["data"][field]["preview"], answer


async def uploaded(client: Api, field: str, selection: str, given: Mapping[str, Any], content: str) -> Any:
    """The answer to a mutation that takes a file, with its other arguments typed as they are."""
    types = {str: "String!", int: "Int!"}
    declared = "".join(f", ${name}: {types.get(type(value), 'UUID')}" for name, value in given.items())
    passed = "".join(f", {name}: ${name}" for name in given)
    query = f"mutation Send($file: Upload!{declared}) {{ {field}(file: $file{passed}) {{ {selection} }} }}"
    form = {
        "operations": json.dumps({"query": query, "variables": {"file": None, **given}}),
        "map": '{"0": ["variables.file"]}',
    }
    headers = {**client.headers, "GraphQL-Preflight": "1"}
    return await client.http.post("/graphql", data=form, files={"0": ("f.csv", content.encode())}, headers=headers)


async def _previews(database: Database) -> dict[str, str]:
    """A preview of each kind that waits for its commit."""
    async with database.read(tenant_id(OTHER_TENANT)) as session:
        rows = await session.rows(text("SELECT kind, id FROM change_preview WHERE committed_at IS NULL"))
    return {str(row.kind): str(UUID(str(row.id))) for row in rows}


_FIRST = {
    "CapacityTier": "SELECT max(id) FROM capacity_tier",
    "Report": "SELECT max(id) FROM report",
    "ForecastRecord": "SELECT max(id) FROM report_demand",
    "Demand": "SELECT max(id) FROM demand",
    "MonthConfiguration": "SELECT max(id) FROM month_configuration",
    "WeekConfiguration": "SELECT max(id) FROM week_configuration",
    "Resource": "SELECT max(id) FROM resource WHERE resource_type = 'ACTUAL'",
    "Assignment": "SELECT min(id) FROM assignment WHERE is_active",
    "HistoryLogEntry": "SELECT max(number) FROM history_log",
    "Product": "SELECT min(id) FROM product",
    "InventoryLevel": "SELECT max(id) FROM inventory_level",
    "InventoryMovement": "SELECT max(id) FROM inventory_movement",
    "SafetyStock": "SELECT max(id) FROM safety_stock",
    "SupplyForecast": "SELECT min(id) FROM supply_forecast",
    "ProductionPlan": "SELECT max(id) FROM production_plan",
    "Recommendation": "SELECT max(id) FROM recommendation",
    "WorkOrderChange": "SELECT max(id) FROM work_order_change",
    "Alert": "SELECT max(id) FROM alert",
    "WorkOrder": "SELECT max(id) FROM work_order",
    "DailyProduction": "SELECT max(id) FROM daily_production",
    "MaterialDebt": "SELECT min(id) FROM material_debt",
    "MaterialDebtSettlement": "SELECT max(id) FROM material_debt_settlement",
}


async def _nodes(database: Database) -> dict[str, str]:
    async with database.read(tenant_id(OTHER_TENANT)) as session:
        return {name: str(global_id(name, await session.scalar(text(sql)))) for name, sql in _FIRST.items()}
