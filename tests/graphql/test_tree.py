"""The capacity tree over HTTP: the sample data's known figures, every drill order, people counted once."""

from collections.abc import Callable

import pytest

from tests.conftest import Client
from tests.support.api import Api

FIGURES = "forecast capacity gap coverage headcount fteEquivalent fteRequired"
TOTAL = f"""query($by: [RollupLevel!]!, $filter: DemandFilter) {{
    report(value: "2025-04") {{ tree(by: $by, filter: $filter) {{
    total {{ metrics {{ {FIGURES} }} months {{ month {{ label }} metrics {{ {FIGURES} }} }} }} }} }} }}"""


@pytest.mark.quick
async def test_june_of_the_sample_data_has_its_known_figures(sample_client: Client) -> None:
    answer = await sample_client("VIEWER").ask(TOTAL, by=[])
    june = answer["report"]["tree"]["total"]["months"][0]
    assert june["month"]["label"] == "Jun-25"
    assert june["metrics"]["forecast"] == 1_683_724
    assert june["metrics"]["fteRequired"] == 1_088
    assert june["metrics"]["headcount"] == 624
    assert june["metrics"]["capacity"] == 964_939.50
    assert june["metrics"]["fteEquivalent"] == 624.0


async def test_the_report_forecasts_what_its_file_says(sample_client: Client) -> None:
    answer = await sample_client("VIEWER").ask(TOTAL, by=[])
    assert answer["report"]["tree"]["total"]["metrics"]["forecast"] == 10_347_379


@pytest.mark.quick
async def test_a_tree_takes_the_same_few_statements_whatever_it_drills(
    sample_client: Client, count_statements: Callable[..., object]
) -> None:
    client: Api = sample_client("VIEWER")
    flat = await count_statements(client, client.ask(TOTAL, by=[]))  # type: ignore[misc]
    deep = await count_statements(client, client.ask(TOTAL, by=["CATEGORY", "MAIN_LOB", "STATE", "CASE_TYPE"]))  # type: ignore[misc]
    assert flat == deep == 6  # the report; its months; demands, cells and summaries; tiers


async def test_a_level_named_twice_is_refused(sample_client: Client) -> None:
    (error,) = await sample_client("VIEWER").errors(TOTAL, by=["STATE", "STATE"])
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert "twice" in error["message"]


async def test_a_filter_that_nothing_matches_answers_zeros(sample_client: Client) -> None:
    answer = await sample_client("VIEWER").ask(TOTAL, by=["STATE"], filter={"mainLob": ["Nowhere"]})
    assert answer["report"]["tree"]["total"]["metrics"]["forecast"] == 0
    assert answer["report"]["tree"]["total"]["metrics"]["coverage"] is None
