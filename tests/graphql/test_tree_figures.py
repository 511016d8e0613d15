"""Every node of the capacity tree, in several drill orders, against the sample files worked out by hand."""

import pytest

from tests.conftest import Client
from tests.graphql.sample_figures import STATES, Cells, forecast, work
from tests.graphql.trees import ask_tree, below, expect_tree, places

ORDERS = [
    ["CATEGORY", "STATE", "CASE_TYPE"],
    ["MAIN_LOB"],
    ["STATE", "CATEGORY"],
    ["PLATFORM", "LOCALITY", "CASE_TYPE"],
    [],
]


@pytest.mark.parametrize("levels", ORDERS, ids="-".join)
async def test_every_node_has_the_figures_of_the_files(sample_client: Client, levels: list[str]) -> None:
    tree = await ask_tree(sample_client("VIEWER"), "2025-04", levels)
    expect_tree(tree, "2025-04", levels, done=work())


async def test_the_older_report_keeps_only_the_work_on_demands_that_the_newer_lacks(sample_client: Client) -> None:
    levels = ["CATEGORY", "STATE"]
    tree = await ask_tree(sample_client("VIEWER"), "2025-03", levels)
    left = [one for one in work() if one.report == "2025-03"]
    assert len(left) == 367
    assert not {one.demand for one in left} & set(forecast("2025-04"))
    expect_tree(tree, "2025-03", levels, done=work())


async def test_the_levels_unless_named_are_those_of_the_dashboard(sample_client: Client) -> None:
    answer = await sample_client("VIEWER").ask(
        '{ report(value: "2025-04") { tree { categories { level children { level children { level } } } } } }'
    )
    top = answer["report"]["tree"]["categories"]
    assert {node["level"] for node in top} == {"CATEGORY"}
    assert {node["level"] for one in top for node in one["children"]} == {"STATE"}
    assert {leaf["level"] for one in top for node in one["children"] for leaf in node["children"]} == {"CASE_TYPE"}


async def test_ids_are_path_slugs_and_states_have_their_names(sample_client: Client) -> None:
    tree = await ask_tree(sample_client("VIEWER"), "2025-04", ["CATEGORY", "STATE", "CASE_TYPE"])
    names = {node["slug"]: node["name"] for node in below(tree["total"])}
    assert names["amisys-onshore-fl"] == "Florida"
    assert names["amisys-onshore-fl-adjustments"] == "Adjustments"
    assert names["amisys-onshore-n-a"] == "N/A"
    assert {name for id_, name in names.items() if id_.count("-") == 2} <= {*STATES.values()}
    assert tree["total"]["slug"] == "total"
    assert tree["total"]["level"] is None


async def test_people_count_once_over_the_months(sample_client: Client) -> None:
    tree = await ask_tree(sample_client("VIEWER"), "2025-04", ["STATE"])
    for node in [tree["total"], *below(tree["total"])]:
        monthly = [month["metrics"]["headcount"] for month in node["months"]]
        assert max(monthly) <= node["metrics"]["headcount"] <= sum(monthly)
    assert tree["total"]["metrics"]["headcount"] == 710
    assert sum(month["metrics"]["headcount"] for month in tree["total"]["months"]) > 3_800


async def test_fte_required_of_six_months_is_their_mean_with_halves_rounded_up(sample_client: Client) -> None:
    tree = await ask_tree(sample_client("VIEWER"), "2025-04", ["CATEGORY", "STATE", "CASE_TYPE"])
    halves = 0
    for node in below(tree["total"]):
        total = sum(month["metrics"]["fteRequired"] for month in node["months"])
        assert node["metrics"]["fteRequired"] == (total + 3) // 6, node["slug"]
        halves += total % 6 == 3
    assert halves > 10


async def test_coverage_is_null_where_nothing_is_forecast(sample_client: Client) -> None:
    tree = await ask_tree(sample_client("VIEWER"), "2025-04", ["STATE"], {"caseType": ["nothing of the kind"]})
    assert tree["categories"] == []
    assert tree["total"]["metrics"]["coverage"] is None
    assert tree["total"]["metrics"]["headcount"] == 0
    assert [month["metrics"]["capacity"] for month in tree["total"]["months"]] == [0] * 6


async def test_the_tiers_of_a_report_are_those_of_its_total(sample_client: Client) -> None:
    answer = await sample_client("VIEWER").ask(
        """{ report(value: "2025-04") {
            capacityByTier { ...T } tree(by: []) { total { tierBreakdown { ...T } } } } }
        fragment T on TierBreakdown { tiers { tierName actual total capacity } totals { totalHeadcount totalCapacity } }
        """
    )
    report = answer["report"]
    assert report["capacityByTier"] == report["tree"]["total"]["tierBreakdown"]
    assert report["capacityByTier"]["tiers"][0]["actual"] == 710


def test_the_hand_calculation_sees_every_demand_once() -> None:
    nodes = places(forecast("2025-04"), ["MAIN_LOB", "STATE", "CASE_TYPE"])
    counted = [place for place in nodes if place.level == "CASE_TYPE"]
    assert len(counted) == len(forecast("2025-04")) == 500
    assert Cells("2025-04", set(forecast("2025-04")), work()).horizon["headcount"] == 710
