"""Tables by windows: of reports, of months and of time; and what is refused of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from server.rest.reports import PREFIX
from server.rooms import HOUSE
from services.shared.report import FlatReport
from tests.conftest import Client

TABLES = {report.path: report for report in HOUSE.reports if isinstance(report, FlatReport)}
OF_ALL = [path for path, report in TABLES.items() if report.across]
BY_MONTH = [path for path, report in TABLES.items() if any(one.name == "month_from" for one in report.arguments)]
FAR = "2049-01-01"


async def records(client: Any, path: str, **arguments: Any) -> list[dict[str, Any]]:
    response = await client.get(PREFIX + path, format="records", **arguments)
    assert response.status_code == 200, response.text
    return list(response.json())


@pytest.mark.parametrize("path", OF_ALL)
async def test_all_reports_are_each_of_them_one_after_another(sample_client: Client, path: str) -> None:
    client = sample_client("REPORTING")
    every = await records(client, path, report="all", state="FL")
    one_by_one = [await records(client, path, report=report, state="FL") for report in ("2025-03", "2025-04")]
    assert sorted(map(str, every)) == sorted(str(row) for rows in one_by_one for row in rows)
    assert [row["report"] for row in every] == sorted(row["report"] for row in every)
    key = TABLES[path].key_across
    assert len({tuple(row[name] for name in key) for row in every}) == len(every)


@pytest.mark.parametrize("path", OF_ALL)
async def test_pages_of_all_reports_have_every_row_once(sample_client: Client, path: str) -> None:
    client = sample_client("REPORTING")
    every = (await client.get(PREFIX + path, report="all", state="FL")).json()["rows"]
    page = (await client.get(PREFIX + path, report="all", state="FL", limit=len(every) // 3)).json()
    rows = page["rows"]
    while page["next"]:
        assert "report=all" in page["next"]
        page = (await client.http.get(page["next"], headers=client.headers)).json()
        rows += page["rows"]
    assert rows == every


@pytest.mark.parametrize("path", [path for path in BY_MONTH if path != "/powerbi/history-log"])
async def test_months_are_those_of_the_rows(sample_client: Client, path: str) -> None:
    client = sample_client("REPORTING")
    labels = ["Jun-25", "Jul-25", "Aug-25", "Sep-25", "Oct-25", "Nov-25"]
    every = [row for row in await records(client, path, state="FL") if row["month"] in labels]
    for first, last in ((0, 0), (1, 3), (4, 5)):
        window = {"month_from": f"2025-{6 + first:02d}", "month_to": f"2025-{6 + last:02d}"}
        some = [row for row in every if row["month"] in labels[first : last + 1]]
        assert some
        assert await records(client, path, state="FL", **window) == some
    assert await records(client, path, month_from="2049-01") == await records(client, path, month_to="2020-01") == []


@pytest.mark.parametrize("path", TABLES)
async def test_windows_of_time_leave_nothing_out_and_tell_nothing_twice(sample_client: Client, path: str) -> None:
    client = sample_client("REPORTING")
    every = (await client.get(PREFIX + path)).json()
    place = every["columns"].index("updated_at")
    moments = sorted({row[place] for row in every["rows"]}, key=datetime.fromisoformat)
    if not moments:
        assert (await client.get(PREFIX + path, updated_until=FAR)).json()["rows"] == []
        return
    middle = moments[len(moments) // 2]
    before, after = [
        (await client.get(PREFIX + path, **window)).json()["rows"]
        for window in ({"updated_until": middle}, {"updated_since": middle, "updated_until": FAR})
    ]
    at = datetime.fromisoformat(middle)
    assert all(datetime.fromisoformat(row[place]) < at for row in before)
    assert all(datetime.fromisoformat(row[place]) >= at for row in after)
    counts = [name for name in ("is_active",) if path != "/powerbi/safety-stocks" and name in every["columns"]]
    there = [row for row in after if all(row[every["columns"].index(name)] for name in counts)]
    assert sorted(map(str, before + there)) == sorted(map(str, every["rows"]))


async def test_pages_of_a_window_have_its_rows_alone(sample_client: Client) -> None:
    client, path = sample_client("REPORTING"), "/powerbi/inventory-movements"
    every = (await client.get(PREFIX + path, updated_until=FAR)).json()["rows"]
    page = (await client.get(PREFIX + path, updated_until=FAR, limit=max(1, len(every) // 3))).json()
    rows = page["rows"]
    while page["next"]:
        page = (await client.http.get(page["next"], headers=client.headers)).json()
        rows += page["rows"]
    assert rows == every
    other = page["next"] or (await client.get(PREFIX + path, updated_until=FAR, limit=1)).json()["next"]
    answer = await client.http.get(other.replace(FAR, "2048-01-01"), headers=client.headers)
    assert (answer.status_code, "cursor" in answer.json()["message"]) == (400, True)


async def test_who_asks_until_a_moment_goes_on_from_it(sample_client: Client) -> None:
    client, path = sample_client("REPORTING"), "/powerbi/monthly-summary"
    answer = (await client.get(PREFIX + path, updated_until="2025-01-01T00:00:00Z")).json()
    assert (answer["rows"], answer["next_updated_since"]) == ([], "2025-01-01T00:00:00.000000Z")
    later = (await client.get(PREFIX + path, updated_until=FAR)).json()
    assert datetime.fromisoformat(later["next_updated_since"]) <= datetime.now(UTC) + timedelta(seconds=1)


REFUSED = (
    ({"month_from": ""}, "month_from is ''; accepted: a month from 2020-01 to 2050-12, such as 2025-04"),
    ({"month_from": "2025-13"}, "month_from is '2025-13'; accepted: a month"),
    ({"month_to": "June"}, "month_to is 'June'; accepted: a month"),
    (
        {"month_from": "2025-07", "month_to": "2025-06"},
        "month_to is 2025-06, before month_from 2025-07; accepted: the same month or a later one",
    ),
    ({"updated_until": ""}, "updated_until is ''; accepted: a time such as 2025-06-01T00:00:00Z"),
    ({"updated_until": "soon"}, "updated_until is 'soon'; accepted: a time"),
    (
        {"updated_since": "2025-06-01T02:00:00+02:00", "updated_until": "2025-06-01"},
        "updated_until is '2025-06-01', not after updated_since; accepted: a later time",
    ),
    ({"month_from": ["2025-06", "2025-07"]}, "month_from is given more than once; accepted: one value"),
)


@pytest.mark.parametrize(("asked", "message"), REFUSED, ids=str)
@pytest.mark.parametrize("tenant", ["demo", "other"])
async def test_a_window_in_which_nothing_can_lie_is_refused(
    sample_client: Client, tenant: str, asked: dict[str, Any], message: str
) -> None:
    client = sample_client("REPORTING", tenant=tenant)
    for path in BY_MONTH:
        answer = await client.get(PREFIX + path, **asked)
        assert answer.status_code == 400, path
        assert answer.json()["message"].startswith(message), path


@pytest.mark.parametrize(
    "path", ["/comparison", "/dashboard/hierarchy", "/dashboard/charts-data", "/monthly-summary.xlsx"]
)
async def test_what_is_of_one_report_is_not_of_all(sample_client: Client, path: str) -> None:
    answer = await sample_client("REPORTING").get(PREFIX + path, report="all")
    assert answer.status_code == 400
    assert answer.json()["message"] == "report: there is no report 'all'; accepted: 2025-04, 2025-03"
    nested = await sample_client("REPORTING").get(PREFIX + "/capacity-by-tier", report="all", format="nested")
    assert nested.status_code == 400
    assert nested.json()["message"].startswith("report is all; accepted: one report")


async def test_the_reports_are_a_table(sample_client: Client) -> None:
    client = sample_client("REPORTING")
    old, new = await records(client, "")
    names = ("report", "label", "first_month", "last_month", "is_newest", "is_active")
    assert [old[name] for name in names] == ["2025-03", "March 2025", "2025-05-01", "2025-10-01", False, True]
    assert [new[name] for name in names] == ["2025-04", "April 2025", "2025-06-01", "2025-11-01", True, True]
    told = (await client.ask("{ reports { value display } }"))["reports"]
    assert [(one["value"], one["display"]) for one in told] == [(one["report"], one["label"]) for one in (new, old)]
    assert new["records"] == len({str(row) for row in await records(client, "/powerbi/monthly-summary")}) // 6
    assert old["updated_at"] >= max(old["uploaded_at"], new["uploaded_at"])
    assert await records(client, "", updated_since=new["updated_at"]) == [
        row for row in (old, new) if row["updated_at"] >= new["updated_at"]
    ]
