"""Hours that change: who is told which cells no longer follow, and the preview that brings a report up to date."""

import random
from typing import Any

import pytest

from tests.graphql.editing.conftest import APRIL, LABELS, LOB, PREVIEW, Editor
from tests.graphql.editing.test_cells_follow import set_hours, stale, verified, wrong
from tests.graphql.editing.test_forecast_update import CHANGED, LINES, upload
from tests.graphql.editing.test_history import log
from tests.graphql.editing.test_records import send

ASKED = "staleReports { report { value } months { label } records }"
NOTHING = "No changes: every record follows the configured hours."
TREE = """query T { report(value: "2025-04") { tree(by: [MAIN_LOB, STATE, CASE_TYPE]) {
    total { isStale months { month { label } isStale } }
    categories { name isStale months { isStale } children { name isStale children { name isStale } } } } } }"""


@pytest.mark.quick
async def test_who_sets_a_month_is_told_which_reports_no_longer_follow(office: Editor) -> None:
    told = await set_hours(office, 6, days=5)
    june = [{"label": "Jun-25"}]
    assert told == [{"report": {"value": "2025-04", "staleMonths": june}, "months": june, "records": 3}]
    assert await stale(office) == ["Jun-25"]
    assert await office.figures("KS Appeals", "fteReq") == [10] * 6, "cells change through previews alone"
    differences, notices = await verified(office)
    assert (differences, len(notices)) == ([], 3)
    assert "KS / Appeals, Jun-25: fte_req 10, recomputed 2 by the hours of now" in notices[0]
    assert await set_hours(office, 6, days=1) == await stale(office) == [], "and with the old hours they follow again"


async def test_a_month_of_other_people_makes_their_demands_stale_alone(office: Editor) -> None:
    (told,) = await set_hours(office, 7, days=5, where="GLOBAL")
    assert (told["records"], told["months"]) == (1, [{"label": "Jul-25"}])


async def test_hours_that_give_the_same_whole_figures_make_nothing_stale(office: Editor) -> None:
    assert await set_hours(office, 6, days=1, hours=1.00001) == []


async def test_weeks_are_a_months_hours_only_where_it_has_no_configuration_of_its_own(office: Editor) -> None:
    week = {"year": 2025, "week": 23, "workType": "DOMESTIC", "workingDays": 5, "workHours": 8.0}
    rates = {"occupancy": 1.0, "shrinkage": 0.0}
    assert (await office.done("setWeekConfiguration", ASKED, input={**week, **rates}))["staleReports"] == []
    generate = {"year": 2025, "workType": "DOMESTIC", "overwrite": True, "holidayCalendar": "none"}
    assert (await office.done("generateWeekConfigurations", ASKED, input=generate))["staleReports"] == []


async def test_weeks_that_change_say_what_is_stale(office: Editor) -> None:
    (told,) = await set_hours(office, 6, days=5)
    generate = {"year": 2025, "workType": "GLOBAL", "overwrite": True}
    again = (await office.done("generateWeekConfigurations", ASKED, input=generate))["staleReports"]
    week = {"year": 2025, "week": 23, "workType": "GLOBAL", "workingDays": 5, "workHours": 8.0}
    set_week = await office.done("setWeekConfiguration", ASKED, input={**week, "occupancy": 1.0, "shrinkage": 0.0})
    assert again == set_week["staleReports"] == [{**told, "report": {"value": "2025-04"}}]


async def test_the_tree_says_at_each_node_whether_it_follows(office: Editor) -> None:
    await set_hours(office, 6, days=5)
    tree = (await office.ask(TREE))["report"]["tree"]
    assert tree["total"]["isStale"] is True
    assert [month["month"]["label"] for month in tree["total"]["months"] if month["isStale"]] == ["Jun-25"]
    amisys, facets = tree["categories"]
    assert (amisys["isStale"], facets["isStale"]) == (True, False)
    assert [month["isStale"] for month in amisys["months"]] == [False, False, True, False, False, False]
    assert [month["isStale"] for month in facets["months"]] == [False] * 6
    await office.commit(await office.edit("KS", Apr=1))
    states = (await office.ask(TREE))["report"]["tree"]["categories"][0]["children"]
    assert {(state["name"], one["name"]): one["isStale"] for state in states for one in state["children"]} == {
        ("Kansas", "Appeals"): False, ("Missouri", "Appeals"): True, ("Missouri", "Claims"): True,
    }  # fmt: skip


async def test_a_recalculation_brings_every_record_up_to_date(worked: Editor) -> None:
    await set_hours(worked, 6, days=5)
    before = await worked.records()
    preview = await worked.preview("previewRecalculation", **APRIL)
    assert (preview["changeType"], preview["totalModified"]) == ("FORECAST_UPDATE", 3)
    mo = preview["modifiedRecords"][1]
    assert (mo["state"], mo["modifiedFields"]) == (
        "MO", [f"Jun-25.{name}" for name in ("forecast", "fte_req", "fte_avail", "capacity")],
    )  # fmt: skip
    assert (mo["months"][2]["fteReq"], mo["months"][2]["capacity"], mo["months"][2]["fteAvailChange"]) == (27, 65000, 0)
    assert preview["summary"] == {"totalFteChange": 0, "totalCapacityChange": 65000 - 13000}
    assert await worked.records() == before, "a preview changes nothing"
    answer = await worked.commit(preview, notes=None)
    assert answer["message"] == "Recalculated with the hours of now: 3 records updated"
    assert await wrong(worked) == await stale(worked) == []
    entry = (await log(worked))["data"][0]
    assert (entry["historyLogId"], entry["changeTypeLabel"]) == (answer["historyLogId"], "Forecast Update")
    assert entry["description"] == "Recalculated with the hours of now"
    assert entry["changes"] == preview["modifiedRecords"]


async def test_where_every_record_follows_there_is_nothing_to_recalculate(office: Editor) -> None:
    (problem,) = await office.refused("previewRecalculation", **APRIL)
    assert (problem["code"], problem["message"]) == ("NO_CHANGES", NOTHING)


@pytest.mark.parametrize(
    ("asked", "code", "path"),
    [
        ({"month": "Apr", "year": 2025}, "INVALID_INPUT", ["month"]),
        ({"month": "April", "year": 2051}, "INVALID_INPUT", ["year"]),
        ({"month": "May", "year": 2025}, "NOT_FOUND", ["month"]),
    ],
)
@pytest.mark.shares
async def test_a_report_that_cannot_be_recalculated_is_refused(
    office: Editor, asked: dict[str, Any], code: str, path: list[str]
) -> None:
    (problem,) = await office.refused("previewRecalculation", **asked)
    assert (problem["code"], problem["path"]) == (code, path)


async def test_in_a_month_of_no_days_nobody_is_required_and_days_later_are_followed_again(office: Editor) -> None:
    before = await office.records()
    (told,) = await set_hours(office, 6, days=0)
    assert told["months"] == [{"label": "Jun-25"}]
    differences, notices = await verified(office)
    assert (differences, len(notices)) == ([], 3)
    assert "KS / Appeals, Jun-25: fte_req 10, recomputed 0 by the hours of now" in notices[0]
    await office.commit(await office.preview("previewRecalculation", **APRIL), notes=None)
    assert await wrong(office) == await stale(office) == []
    june = {name: record["months"][2] for name, record in (await office.records()).items() if name != "N/A Claims"}
    assert {(cell["fteReq"], cell["capacity"]) for cell in june.values()} == {(0, 0)}
    assert [cell["forecast"] for cell in june.values()] == [before[name]["months"][2]["forecast"] for name in june]
    (told,) = await set_hours(office, 6, days=1)
    assert told["months"] == [{"label": "Jun-25"}]
    await office.commit(await office.preview("previewRecalculation", **APRIL), notes=None)
    assert await office.records() == before


async def test_its_records_sent_back_are_committed_like_those_of_any_other_preview(office: Editor) -> None:
    await set_hours(office, 6, days=5)
    preview = await office.preview("previewRecalculation", **APRIL)
    answer = await send(office, preview)
    assert (answer["problems"], answer["recordsUpdated"]) == ([], 3)
    assert await wrong(office) == []


async def test_the_same_forecast_again_is_a_change_once_hours_have_changed(office: Editor) -> None:
    await set_hours(office, 6, days=5)
    preview = (await upload(office, *LINES))["preview"]
    assert (preview["updated"], preview["unchanged"]) == (3, 1)
    await office.done("commitImport", "updated", previewId=preview["id"])
    assert await wrong(office) == await stale(office) == []
    again = (await upload(office, *LINES))["preview"]
    assert (again["updated"], again["unchanged"]) == (0, 4)


async def test_a_forecast_of_some_records_leaves_the_others_stale_and_says_so(office: Editor) -> None:
    await set_hours(office, 6, days=5)
    preview = (await upload(office, CHANGED))["preview"]
    await office.done("commitImport", "updated", previewId=preview["id"])
    assert await stale(office) == ["Jun-25"]
    assert (await office.preview("previewRecalculation", **APRIL))["totalModified"] == 2


async def test_a_kept_answer_follows_the_hours(office: Editor) -> None:
    listed = "query R { reports { value staleMonths { label } } }"
    assert (await office.ask(listed))["reports"] == [{"value": "2025-04", "staleMonths": []}]
    assert (await office.ask(TREE))["report"]["tree"]["total"]["isStale"] is False
    await set_hours(office, 6, days=5)
    assert (await office.ask(listed))["reports"][0]["staleMonths"] == [{"label": "Jun-25"}]
    assert await stale(office) == ["Jun-25"]
    assert (await office.ask(TREE))["report"]["tree"]["total"]["isStale"] is True
    await office.commit(await office.preview("previewRecalculation", **APRIL), notes=None)
    assert (await office.ask(listed))["reports"][0]["staleMonths"] == await stale(office) == []
    assert (await office.ask(TREE))["report"]["tree"]["total"]["isStale"] is False


async def test_what_is_stale_takes_one_statement_however_much_there_is(office: Editor, count_statements: Any) -> None:
    asked = "query R { reports { staleMonths { label } } }"
    await set_hours(office, 6, days=4)
    counts = [await count_statements(office, set_hours(office, 7, days=5))]
    counts.append(await count_statements(office, office.ask(asked)))
    more = ",".join(["Main LOB", "State", "Case Type", "Case ID", "Target CPH", *LABELS])
    for month in ("May", "June"):
        preview = (await upload(office, *LINES, headings=more, month=month))["preview"]
        await office.done("commitImport", "created", previewId=preview["id"])
    assert len(await set_hours(office, 6, days=5)) == 3
    again = [await count_statements(office, set_hours(office, 7, days=6))]
    again.append(await count_statements(office, office.ask(asked)))
    assert again == counts
    assert counts[1] == 2, "the reports, and what is stale of all of them"


@pytest.mark.parametrize("seed", range(2))
async def test_the_database_and_the_formulas_agree_to_the_last_digit_on_what_follows(office: Editor, seed: int) -> None:
    """Months with weeks alone, and with hours of many digits: stale is what a recalculation changes, no more."""
    dice = random.Random(seed)
    months = [(1, 2), (2, 7), (3, 11), (4, 15), (5, 20), (6, 24)]  # of 2026, and a week of each
    labels = [f"{name}-26" for name in ("Jan", "Feb", "Mar", "Apr", "May", "Jun")]
    for _, week in months:
        await odd_hours(office, week, dice)
    headings = ",".join(["Main LOB", "State", "Case Type", "Case ID", "Target CPH", *labels])
    lines = [
        [LOB, "MO", f"Kind {number}", f"CL-{number}", 12.5, *(dice.randint(0, 900) for _ in labels)]
        for number in range(20)
    ]
    preview = (await upload(office, *lines, headings=headings, month="December"))["preview"]
    await office.done("commitImport", "created", previewId=preview["id"])
    december = {"month": "December", "year": 2025}
    for _ in range(6):
        month, week = dice.choice(months)
        told = await odd_hours(office, week, dice)
        answer = await office.do("previewRecalculation", PREVIEW, **december)
        if not told:
            assert answer["preview"] is None, f"seed {seed}"
            continue
        records = answer["preview"]["modifiedRecords"]
        assert told == [
            {"report": {"value": "2025-12"}, "months": [{"label": labels[month - 1]}], "records": len(records)}
        ], f"seed {seed}"
        await office.commit(answer["preview"], notes=None)
    assert await verified(office) == ([], [])


async def odd_hours(office: Editor, week: int, dice: random.Random) -> Any:
    """A week of 2026 with hours of many digits; what the mutation says is stale."""
    time = {
        "workingDays": dice.randint(1, 7), "workHours": dice.randint(1, 240_000) / 10_000,
        "occupancy": dice.random() or 1.0, "shrinkage": dice.random(),
    }  # fmt: skip
    given = {"year": 2026, "week": week, "workType": "DOMESTIC", **time}
    return (await office.done("setWeekConfiguration", ASKED, input=given))["staleReports"]
