"""The demand filter: values of a field are alternatives, fields add up, letter case does not matter."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Client
from tests.graphql.sample_figures import Demand, Figures, forecast, work
from tests.graphql.trees import ask_tree, expect_tree

Keeps = Callable[[Demand], bool]
FILTERS: dict[str, tuple[Figures, Keeps]] = {
    "platform": ({"platform": ["Facets"]}, lambda demand: demand.platform == "Facets"),
    "platforms": ({"platform": ["FACETS", "xcelys"]}, lambda demand: demand.platform in ("Facets", "Xcelys")),
    "locality": ({"locality": "GLOBAL"}, lambda demand: demand.locality == "Global"),
    "main LOB": (
        {"mainLob": ["  amisys  medicaid domestic "]},
        lambda demand: demand.main_lob == "Amisys Medicaid DOMESTIC",
    ),
    "states": ({"state": ["fl", "N/A"]}, lambda demand: demand.state in ("FL", "N/A")),
    "case types": (
        {"caseType": ["member SERVICES", "omni", "nothing of the kind"]},
        lambda demand: demand.case_type in ("Member Services", "OMNI"),
    ),
    "fields together": (
        {"platform": ["Amisys"], "locality": "DOMESTIC", "state": ["TX", "NY"], "caseType": ["Appeals", "OMNI"]},
        lambda demand: (
            demand.category == "Amisys Onshore"
            and demand.state in ("TX", "NY")
            and demand.case_type in ("Appeals", "OMNI")
        ),
    ),
    "fields that exclude each other": (
        {"platform": ["Amisys"], "mainLob": ["Facets Duals OFFSHORE"]},
        lambda _: False,
    ),
    "an unknown value": ({"platform": ["Unheard of"]}, lambda _: False),
    "no value": ({"state": []}, lambda _: True),
    "nothing": ({}, lambda _: True),
    "null": ({"platform": None, "locality": None, "state": None}, lambda _: True),
}
ASKED = """query($filter: DemandFilter) { report(value: "2025-04") {
    records(filter: $filter) { mainLob state caseType }
    capacityByTier(filter: $filter) { totals { totalHeadcount totalCapacity } }
    tree(by: [], filter: $filter) { total { metrics { headcount capacity } } }
    comparison(filter: $filter) { rows { demand { mainLob state caseType } } } } }"""


@pytest.mark.parametrize("chosen", FILTERS)
async def test_a_filtered_tree_has_the_figures_of_what_is_left(sample_client: Client, chosen: str) -> None:
    given, keeps = FILTERS[chosen]
    levels = ["CATEGORY", "STATE"]
    tree = await ask_tree(sample_client("VIEWER"), "2025-04", levels, given)
    left = [demand for demand in forecast("2025-04") if keeps(demand)]
    expect_tree(tree, "2025-04", levels, demands=left, done=work())


@pytest.mark.parametrize("chosen", FILTERS)
async def test_records_tiers_and_comparison_obey_the_same_filter(sample_client: Client, chosen: str) -> None:
    given, keeps = FILTERS[chosen]
    report = (await sample_client("VIEWER").ask(ASKED, filter=given))["report"]
    left = sorted(demand for demand in forecast("2025-04") if keeps(demand))
    compared = {demand for name in ("2025-03", "2025-04") for demand in forecast(name) if keeps(demand)}
    assert [demand_of(record) for record in report["records"]] == left
    assert {demand_of(row["demand"]) for row in report["comparison"]["rows"]} == compared
    total, metrics = report["capacityByTier"]["totals"], report["tree"]["total"]["metrics"]
    assert (total["totalHeadcount"], total["totalCapacity"]) == (metrics["headcount"], metrics["capacity"])


@pytest.mark.parametrize(
    "value",
    ["\x00", "'; DROP TABLE demand; --", "%", "a" * 10_000, "İ", "ﬀ"],
    ids=lambda value: repr(value)[:12],
)
async def test_a_strange_value_matches_nothing(sample_client: Client, value: str) -> None:
    for field in ("platform", "mainLob", "state", "caseType"):
        response = await sample_client("VIEWER").post(ASKED, {"filter": {field: [value]}})
        answer: Any = response.json()
        assert response.status_code == 200
        assert [error["extensions"]["code"] for error in answer.get("errors", ())] == []
        assert answer["data"]["report"]["records"] == []


def demand_of(shown: Figures) -> Demand:
    return Demand(shown["mainLob"], shown["state"], shown["caseType"])
