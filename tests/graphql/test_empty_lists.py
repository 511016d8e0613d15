"""A list without values leaves the choice open, as null does: in every filter of the schema, and over REST."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLArgument, GraphQLInputObjectType, GraphQLList, GraphQLObjectType, get_named_type

from server.graphql.schema import schema
from server.rest.arguments import arguments_of
from server.rooms import HOUSE
from services.shared.report import FlatReport
from tests.conftest import Client
from tests.support import clocks
from tests.support.api import Api, token

SCHEMA = schema._schema
REPORT = 'query Q($given: {type}) {{ report(value: "2025-04") {{ {field} }} }}'
COUNTED = "query Q($given: {{type}}) {{{{ {list}({{name}}: $given) {{{{ totalCount }}}} }}}}"
# How each field that can be narrowed is asked, and how much it answers.
QUESTIONS = {
    "Query.resources": "query Q($given: {type}) {{ resources({name}: $given) {{ totalCount }} }}",
    "Query.assignments": "query Q($given: {type}) {{ assignments({name}: $given) {{ totalCount }} }}",
    "Query.historyLog": "query Q($given: {type}) {{ historyLog({name}: $given) {{ total }} }}",
    **{
        f"Query.{name}": COUNTED.format(list=name)
        for name in (
            "products", "supplyForecasts", "productionPlans", "safetyStocks", "inventoryLevels", "inventoryMovements",
            "auditLog", "recommendations", "workOrders", "myWorkOrders", "alerts", "dailyProductions", "materialDebts",
        )
    },
    "Query.replenishment": "query Q($given: {type}) {{ replenishment({name}: $given) {{ orderBy }} }}",
    "PpicDashboard.workOrders": (
        "query Q($given: {type}) {{ ppicDashboard {{ workOrders({name}: $given) {{ totalCount }} }} }}"
    ),
    "Report.records": REPORT.replace("{field}", "records({name}: $given) {{ state }}"),
    "Report.tree": REPORT.replace("{field}", "tree({name}: $given) {{ total {{ metrics {{ forecast }} }} }}"),
    "Report.capacityByTier": REPORT.replace(
        "{field}", "capacityByTier({name}: $given) {{ totals {{ totalHeadcount }} }}"
    ),
    "Report.comparison": REPORT.replace("{field}", "comparison({name}: $given) {{ rows {{ presence }} }}"),
}  # fmt: skip


def choices() -> Iterator[tuple[str, str, str]]:
    """Every nullable list that something is narrowed by: the field, its argument, and the field of that input."""
    for type_ in SCHEMA.type_map.values():
        is_asked = isinstance(type_, GraphQLObjectType) and type_ not in (
            SCHEMA.mutation_type,
            SCHEMA.subscription_type,
        )
        for field_name, field in type_.fields.items() if is_asked and not type_.name.startswith("__") else ():
            for name, argument in field.args.items():
                for path in _lists(argument):
                    yield f"{type_.name}.{field_name}", name, path


def _lists(argument: GraphQLArgument) -> Iterator[str]:
    named = get_named_type(argument.type)
    if isinstance(argument.type, GraphQLList):
        yield ""
    elif isinstance(named, GraphQLInputObjectType):
        yield from (name for name, field in named.fields.items() if isinstance(field.type, GraphQLList))


CHOICES = sorted(choices())


def amount(answer: Any) -> int:
    """How much an answer has: its one number, or the length of its one list."""
    while isinstance(answer, dict):
        (answer,) = answer.values()
    return len(answer) if isinstance(answer, list) else int(answer)


def test_the_walk_finds_the_filters() -> None:
    assert {field for field, _, _ in CHOICES} == set(QUESTIONS)
    assert len(CHOICES) >= 22


def list_type(type_: Any, path: str) -> Any:
    """The type of a list by where it stands in an argument."""
    return get_named_type(type_).fields[path].type if path else type_


async def edit_something(client: Any) -> None:
    """Give the history log an entry."""
    records = '{ report(value: "2025-04") { records { caseId mainLob state caseType } } }'
    record = (await client.ask(records))["report"]["records"][0]
    edits = [{**record, "months": [{"label": "Jun-25", "forecast": 123}]}]
    preview = """mutation P($edits: [ManualEditInput!]!) {
      previewManualUpdate(month: "April", year: 2025, edits: $edits) { preview { id } } }"""
    previewed = (await client.ask(preview, edits=edits))["previewManualUpdate"]["preview"]["id"]
    commit = 'mutation C($id: UUID!) { commitPreview(previewId: $id, userNotes: "So.") { problems { message } } }'
    assert (await client.ask(commit, id=previewed))["commitPreview"]["problems"] == []


async def plan_something(client: Any) -> None:
    """Give the sample's bears a plan, a safety stock that they are far below, and another that is recommended."""
    made = {"sku": "TOY-BEAR-S", "quantity": "5"}
    planned = {**made, "name": "Bears", "plannedStart": "2040-03-05", "plannedEnd": "2040-03-09"}
    kept = {"sku": "TOY-BEAR-S", "policy": "FIXED_QUANTITY", "fixedQuantity": "9000000", "meanDailyDemand": "1"}
    advised = {
        "sku": "TOY-BEAR-S", "kind": "SAFETY_STOCK", "modelName": "m", "modelVersion": "1", "suggestionId": "s",
        "reasoning": "", "content": {"recommendedQuantity": 5},
    }  # fmt: skip
    asked = """mutation P($plan: ProductionPlanInput!, $stock: SafetyStockInput!, $advised: RecommendationInput!) {
      createProductionPlan(input: $plan) { problems { message } }
      createSafetyStock(input: $stock) { problems { message } }
      submitRecommendation(input: $advised) { problems { message } } }"""
    answers = await client.ask(asked, plan=planned, stock=kept, advised=advised)
    assert [answer["problems"] for answer in answers.values()] == [[], [], []]


async def order_something(client: Any) -> None:
    """Give the sample's bears a work order, of which something was made, and a debt of a material."""
    today = str(clocks.today())
    ordered = {
        "sku": "TOY-BEAR-S", "department": "Sewing", "stage": "SEWING", "targetQty": "5", "plannedStart": today,
        "deadline": today,
    }  # fmt: skip
    asked = "mutation O($order: WorkOrderInput!) { createWorkOrder(input: $order) { workOrder { id } } }"
    order = (await client.ask(asked, order=ordered))["createWorkOrder"]["workOrder"]["id"]
    listed = await client.ask("{ products(filter: {kind: MATERIAL}, first: 1) { nodes { sku } } }")
    made = {"workOrderId": order, "productionDate": today, "quantity": "1"}
    owed = {
        "workOrderId": order,
        "materialSku": listed["products"]["nodes"][0]["sku"],
        "quantity": "1",
        "reason": "late",
    }
    asked = """mutation M($made: DailyProductionInput!, $owed: MaterialDebtInput!) {
      recordDailyProduction(input: $made) { problems { message } }
      requestMaterialDebt(input: $owed) { problems { message } } }"""
    answers = await client.ask(asked, made=made, owed=owed)
    assert [answer["problems"] for answer in answers.values()] == [[], []]


async def test_no_values_leave_the_choice_open(changed_client: Client) -> None:
    await edit_something(changed_client("ADMIN"))
    await plan_something(changed_client("ADMIN"))
    await order_something(changed_client("ADMIN"))
    client = Api(changed_client("ADMIN").http, token("ADMIN", departments=("Sewing",)))
    for field, name, path in CHOICES:
        parent, _, own = field.partition(".")
        type_ = SCHEMA.type_map[parent].fields[own].args[name].type  # type: ignore[attr-defined]
        query = QUESTIONS[field].format(type=type_, name=name)
        everything = await client.ask(query)
        assert amount(everything) > 0, field
        assert await client.ask(query, given={path: None} if path else None) == everything, (field, path)
        assert await client.ask(query, given={path: []} if path else []) == everything, (field, path)
        if "String" in str(list_type(type_, path)):
            assert await client.ask(query, given={path: ["", " "]}) == everything, (field, path)
            assert amount(await client.ask(query, given={path: ["nothing of the kind"]})) == 0, (field, path)


FLAT = [report for report in HOUSE.reports if isinstance(report, FlatReport)]


@pytest.mark.parametrize("report", FLAT, ids=lambda report: report.path)
async def test_an_argument_without_a_value_leaves_the_choice_open_over_rest(
    sample_client: Client, report: FlatReport
) -> None:
    client, address = sample_client("REPORTING"), f"/api/v2/reports{report.path}"
    everything = (await client.get(address, report="2025-04", limit=30)).json()["rows"]
    for argument in arguments_of(report):
        if argument.is_repeatable:
            for given in ("", " ", ["", ""]):
                answer = await client.get(address, report="2025-04", limit=30, **{argument.name: given})
                assert answer.json()["rows"] == everything, argument.name
