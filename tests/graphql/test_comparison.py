"""One report against another, over the union of their demands and calendar months."""

from collections import Counter
from decimal import Decimal

import pytest

from tests.conftest import Client
from tests.graphql.conftest import Change
from tests.graphql.sample_figures import Cells, Demand, Figures, forecast, label, months_of, work
from tests.graphql.trees import is_same

DELTA = "{ current prior change percent }"
ASKED = f"""query($report: String!, $against: String, $filter: DemandFilter) {{ report(value: $report) {{
    comparison(against: $against, filter: $filter) {{
        current {{ value }} prior {{ value }}
        rows {{ demand {{ mainLob state caseType }} month {{ label year number }} presence
                forecast {DELTA} capacity {DELTA} gap {DELTA} headcount {DELTA} fteGap {DELTA} }} }} }} }}"""
FIGURES = ("forecast", "capacity", "gap", "headcount", "fteGap")
Rows = dict[tuple[Demand, tuple[int, int]], Figures]


def figures_of(report: str) -> Rows:
    by_demand: dict[Demand, list[object]] = {demand: [] for demand in forecast(report)}
    for one in work():
        if one.report == report:
            by_demand[one.demand].append(one)
    cells = {demand: Cells(report, {demand}, done) for demand, done in by_demand.items()}  # type: ignore[arg-type]
    return {
        (demand, month): cells[demand].months[index]
        for demand in cells
        for index, month in enumerate(months_of(report))
    }


def delta(now: Figures | None, then: Figures | None, figure: str) -> list[Decimal | None]:
    values = [None if side is None else Decimal(side[figure]) for side in (now, then)]
    if values[0] is None or values[1] is None:
        return [*values, None, None]
    change = values[0] - values[1]
    return [*values, change, change / abs(values[1]) if values[1] else None]


@pytest.mark.parametrize(("report", "against"), [("2025-04", None), ("2025-04", "2025-03"), ("2025-03", "2025-04")])
async def test_every_row_of_the_union_has_both_sides(sample_client: Client, report: str, against: str | None) -> None:
    answer = await sample_client("VIEWER").ask(ASKED, report=report, against=against)
    comparison = answer["report"]["comparison"]
    assert (comparison["current"]["value"], comparison["prior"]["value"]) == (report, against or "2025-03")
    now, then = figures_of(report), figures_of(against or "2025-03")
    shown = {
        (Demand(*row["demand"].values()), (row["month"]["year"], row["month"]["number"])): row
        for row in comparison["rows"]
    }
    assert list(shown) == sorted(now.keys() | then.keys())
    assert len(shown) == len(comparison["rows"])
    for key, row in shown.items():
        sides = now.get(key), then.get(key)
        assert row["month"]["label"] == label(key[1])
        assert row["presence"] == ("BOTH" if all(sides) else "ADDED" if sides[0] else "REMOVED")
        for figure in FIGURES:
            expected = delta(*sides, figure)
            values = [row[figure][name] for name in ("current", "prior", "change", "percent")]
            assert all(is_same(value, other) for value, other in zip(values, expected, strict=True)), (key, figure)


async def test_rows_in_one_report_alone_are_marked(sample_client: Client) -> None:
    answer = await sample_client("VIEWER").ask(ASKED, report="2025-04")
    counted = Counter(row["presence"] for row in answer["report"]["comparison"]["rows"])
    assert counted == {"BOTH": 488 * 5, "ADDED": 488 + 12 * 6, "REMOVED": 488 + 6 * 6}


async def test_a_report_against_itself_has_not_changed(sample_client: Client) -> None:
    answer = await sample_client("VIEWER").ask(ASKED, report="2025-04", against="2025-04")
    rows = answer["report"]["comparison"]["rows"]
    assert {row["presence"] for row in rows} == {"BOTH"}
    assert {row[figure]["change"] for row in rows for figure in FIGURES} == {0}
    assert {row["forecast"]["percent"] for row in rows} == {0}


async def test_the_oldest_report_has_none_before_it(sample_client: Client) -> None:
    answer = await sample_client("VIEWER").ask(ASKED, report="2025-03")
    comparison = answer["report"]["comparison"]
    assert comparison["prior"] is None
    assert {row["presence"] for row in comparison["rows"]} == {"ADDED"}
    assert len(comparison["rows"]) == 494 * 6


@pytest.mark.parametrize("against", ["2025-02", "nonsense", ""])
async def test_a_report_that_does_not_exist_is_named_with_those_that_do(sample_client: Client, against: str) -> None:
    (error,) = await sample_client("VIEWER").errors(ASKED, report="2025-04", against=against)
    assert error["extensions"] == {"code": "BAD_REQUEST"}
    assert "2025-04, 2025-03" in error["message"]


async def test_percent_is_null_without_a_prior_value_and_takes_the_size_of_a_negative_one(
    changed_client: Client, change: Change
) -> None:
    await change(
        """UPDATE forecast_cell c SET forecast = 0 FROM demand d, report r
        WHERE d.id = c.demand_id AND r.id = c.report_id AND r.month = 3 AND c.month_index = 2
        AND (d.main_lob, d.state, d.case_type) = ('Amisys Medicaid DOMESTIC', 'NY', 'Enrollment')"""
    )
    chosen = {"mainLob": ["Amisys Medicaid DOMESTIC"], "state": ["NY"], "caseType": ["Enrollment"]}
    answer = await changed_client("VIEWER").ask(ASKED, report="2025-04", filter=chosen)
    _, june, july, *_ = answer["report"]["comparison"]["rows"]
    assert june["forecast"] == {"current": 7355, "prior": 0, "change": 7355, "percent": None}
    assert june["headcount"]["percent"] is None
    assert july["gap"]["prior"] == -7609
    assert july["gap"]["change"] > 0
    assert july["gap"]["percent"] == round(july["gap"]["change"] / 7609, 6)
