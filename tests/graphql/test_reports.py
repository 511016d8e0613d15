"""Reports and their lines against the forecast files."""

from collections import Counter

import pytest

from tests.conftest import Client
from tests.graphql.conftest import Change
from tests.graphql.sample_figures import MONTHS, forecast, fte_required, label, months_of

RECORDS = """query($report: String!) { report(value: $report) { records {
    mainLob state caseType caseId targetCph
    demand { id mainLob state caseType caseId platform locality category }
    months { month { index key label name year number } forecast fteReq fteAvail capacity } } } }"""
GRID = """query($report: String!) { report(value: $report) {
    targetCph { id key lob caseType targetCph modifiedTargetCph mixed } } }"""


async def test_reports_come_newest_first_with_their_six_months(sample_client: Client) -> None:
    answer = await sample_client("VIEWER").ask(
        "{ reports { value display month year months { index key label name year number } } }"
    )
    assert [report["value"] for report in answer["reports"]] == ["2025-04", "2025-03"]
    for report in answer["reports"]:
        named = MONTHS[int(report["value"][5:]) - 1]
        assert (report["month"], report["year"], report["display"]) == (named, 2025, f"{named} 2025")
        assert report["months"] == [
            {
                "index": index,
                "key": f"month{index}",
                "label": label(month),
                "name": MONTHS[month[1] - 1],
                "year": month[0],
                "number": month[1],
            }
            for index, month in enumerate(months_of(report["value"]), start=1)
        ]


@pytest.mark.parametrize("value", ["2025-05", "2025-4", "April 2025", "", "2025-04 ", "٢٠٢٥-٠٤", "2025-04\n", "\x00"])
async def test_there_is_no_report_of_another_value(sample_client: Client, value: str) -> None:
    answer = await sample_client("VIEWER").ask("query($v: String!) { report(value: $v) { id } }", v=value)
    assert answer == {"report": None}


@pytest.mark.parametrize("report", ["2025-04", "2025-03"])
async def test_every_record_and_cell_is_that_of_the_file(sample_client: Client, report: str) -> None:
    answer = await sample_client("VIEWER").ask(RECORDS, report=report)
    records = answer["report"]["records"]
    assert len(records) == len(forecast(report))
    for record, (demand, line) in zip(records, sorted(forecast(report).items()), strict=True):
        about = {"mainLob": demand.main_lob, "state": demand.state, "caseType": demand.case_type}
        assert {name: record[name] for name in about} == about
        assert record["caseId"] == line.case_id
        assert record["targetCph"] == float(line.cph)
        derived = {"platform": demand.platform, "locality": demand.locality.upper(), "category": demand.category}
        assert record["demand"].items() >= (about | derived).items()
        cells = [(cell["month"]["label"], cell["forecast"], cell["fteReq"]) for cell in record["months"]]
        assert cells == [
            (label(month), line.volumes[index], fte_required(report, demand, index))
            for index, month in enumerate(months_of(report))
        ]
        assert {(cell["fteAvail"], cell["capacity"]) for cell in record["months"]} == {(0, 0)}


async def test_filter_options_are_the_values_of_the_lines(sample_client: Client) -> None:
    answer = await sample_client("VIEWER").ask(
        """{ now: report(value: "2025-04") { filterOptions { mainLobs states caseTypes } }
             then: report(value: "2025-03") { filterOptions { mainLobs states caseTypes } } }"""
    )
    for name, report in (("now", "2025-04"), ("then", "2025-03")):
        lobs, states, case_types = (sorted(set(values)) for values in zip(*forecast(report), strict=True))
        assert answer[name]["filterOptions"] == {"mainLobs": lobs, "states": states, "caseTypes": case_types}


@pytest.mark.parametrize("report", ["2025-04", "2025-03"])
async def test_the_target_cph_grid_has_a_row_for_each_lob_and_case_type(sample_client: Client, report: str) -> None:
    grid = (await sample_client("VIEWER").ask(GRID, report=report))["report"]["targetCph"]
    cphs: dict[tuple[str, str], Counter[float]] = {}
    for demand, line in forecast(report).items():
        cphs.setdefault((demand.main_lob, demand.case_type), Counter())[float(line.cph)] += 1
    assert [(row["lob"], row["caseType"]) for row in grid] == sorted(cphs)
    assert len({row["id"] for row in grid}) == len(grid)
    assert {row["key"] for row in grid} == {f"cph_{number}" for number in range(1, len(cphs) + 1)}
    for row in grid:
        counted = cphs[row["lob"], row["caseType"]]
        assert row["targetCph"] == row["modifiedTargetCph"] == counted.most_common(1)[0][0]
        assert row["mixed"] is (len(counted) > 1) is False  # the sample's states agree


async def test_where_states_differ_the_grid_is_mixed_and_shows_the_most_frequent_value(
    changed_client: Client, change: Change
) -> None:
    demand = """FROM demand d, report r WHERE d.id = l.demand_id AND r.id = l.report_id AND r.month = 4
        AND d.main_lob = 'Facets Duals OFFSHORE' AND d.case_type = 'OMNI'"""
    await change(
        f"UPDATE report_demand l SET target_cph = 15.5 {demand}",
        f"UPDATE report_demand l SET target_cph = 9.25 {demand} AND d.state = 'N/A'",
    )
    before = (await changed_client("VIEWER").ask(GRID, report="2025-03"))["report"]["targetCph"]
    grid = (await changed_client("VIEWER").ask(GRID, report="2025-04"))["report"]["targetCph"]
    mixed = [row for row in grid if row["mixed"]]
    assert [(row["lob"], row["caseType"], row["targetCph"]) for row in mixed] == [
        ("Facets Duals OFFSHORE", "OMNI", 15.5)
    ]
    assert not [row for row in before if row["mixed"]]


async def test_of_equally_frequent_values_the_grid_shows_the_smallest(changed_client: Client, change: Change) -> None:
    await change(
        """UPDATE report_demand l SET target_cph = 5 + row.place % 2 FROM (
            SELECT l.id, row_number() OVER (PARTITION BY d.main_lob, d.case_type ORDER BY d.state) AS place,
                   count(*) OVER (PARTITION BY d.main_lob, d.case_type) AS states
            FROM report_demand l JOIN demand d ON d.id = l.demand_id JOIN report r ON r.id = l.report_id
            WHERE r.month = 4) AS row WHERE row.id = l.id AND row.states % 2 = 0"""
    )
    grid = (await changed_client("VIEWER").ask(GRID, report="2025-04"))["report"]["targetCph"]
    mixed = [row for row in grid if row["mixed"]]
    assert len(mixed) > 20
    assert {row["targetCph"] for row in mixed} == {5.0}


async def test_executions_come_newest_first_and_say_which_one_is_current(
    changed_client: Client, change: Change
) -> None:
    asked = '{ report(value: "2025-04") { executions { kind completedAt completedBy isCurrent } } }'
    assert (await changed_client("VIEWER").ask(asked))["report"]["executions"] == []
    await change(
        """INSERT INTO allocation_execution (tenant_id, id, report_id, kind, completed_at, completed_by, superseded_at)
        SELECT r.tenant_id, gen_random_uuid(), r.id, e.kind, e.at::timestamptz, e.by, e.over::timestamptz
        FROM report r, (VALUES ('PRIMARY', '2025-05-02T08:00Z', 'ann', '2025-05-03T08:00Z'),
                               ('PRIMARY', '2025-05-03T08:00Z', 'bob', NULL),
                               ('BENCH', '2025-05-04T08:00Z', 'cid', NULL)) AS e (kind, at, by, over)
        WHERE r.month = 4"""
    )
    executions = (await changed_client("VIEWER").ask(asked))["report"]["executions"]
    assert executions == [
        {"kind": "BENCH", "completedAt": "2025-05-04T08:00:00+00:00", "completedBy": "cid", "isCurrent": True},
        {"kind": "PRIMARY", "completedAt": "2025-05-03T08:00:00+00:00", "completedBy": "bob", "isCurrent": True},
        {"kind": "PRIMARY", "completedAt": "2025-05-02T08:00:00+00:00", "completedBy": "ann", "isCurrent": False},
    ]
