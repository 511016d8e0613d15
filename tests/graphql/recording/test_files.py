"""Files of daily production: new entries, other figures for days that have one, and every bad row named."""

from typing import Any

from tests.graphql.planning.test_uploads import sent
from tests.graphql.recording.conftest import Floor
from tests.support.clocks import ago
from tests.support.shopfloor import Worker

HEAD = "Number,Date,Quantity,Scrap,Notes\n"
COUNTS = "created updated unchanged rejected"


async def preview(worker: Worker, content: str) -> Any:
    answer = await sent(worker, "previewDailyProductionImport", content)
    assert answer["problems"] == []
    return answer["preview"]


async def commit(worker: Worker, content: str, **more: Any) -> Any:
    previewed = await preview(worker, content)
    return await worker.sends("commitImport", COUNTS, previewId=previewed["id"], **more)


async def counts(worker: Worker, content: str, **more: Any) -> tuple[int, int, int, int]:
    done = await commit(worker, content, **more)
    assert done["problems"] == [], done
    return done["created"], done["updated"], done["unchanged"], done["rejected"]


def lines(*made: tuple[int, int], number: str = "SPK-00001") -> str:
    return HEAD + "".join(f"{number},{ago(days)},{quantity},0,\n" for days, quantity in made)


async def test_a_file_is_entered_in_the_order_of_days_and_once(floor: Floor) -> None:
    order = await floor.order(producesStock=True)
    content = lines((2, 70), (6, 100), (5, 90), (4, 80), (3, 80))
    assert await counts(floor.supervisor, content) == (5, 0, 0, 0)
    progress = await floor.progress(order)
    assert [one["cumulativeQty"] for one in progress["dailyEntries"]] == ["100", "190", "270", "350", "420"]
    assert (progress["status"], await floor.stock("BEAR")) == ("IN_PROGRESS", ("420", "0"))
    assert await counts(floor.supervisor, content) == (0, 0, 5, 0)
    assert await counts(floor.supervisor, lines((5, 40), (1, 10)), userNotes="counted again") == (1, 1, 0, 0)
    assert await floor.stock("BEAR") == ("380", "0")
    entry = await floor.staff.ask("{ dailyProductions { nodes { quantity revisions { quantity reason } } } }")
    revisions = [one["revisions"] for one in entry["dailyProductions"]["nodes"] if one["revisions"]]
    assert revisions == [[{"quantity": "90", "reason": "counted again"}]]


async def test_rows_that_may_not_be_entered_are_named_and_the_others_are(floor: Floor) -> None:
    await floor.order(targetQty="100")
    content = HEAD + "".join(
        f"{row}\n"
        for row in (
            f"SPK-00001,{ago(6)},60,0,",
            f"SPK-00001,{ago(5)},46,0,",  # 106 of 105
            f"SPK-00001,{ago(4)},40.5,0,",
            f"SPK-00001,{ago(3)},40,0,",
            f"SPK-00001,{ago(2)},1,0,",  # it is completed by then
            f"SPK-00001,{ago(-1)},1,0,",
            f"SPK-00001,{ago(8)},1,0,",
            f"SPK-9,{ago(3)},1,0,",
            "SPK-00001,,1,0,",
            f"SPK-00001,{ago(1)},1,-1,",
        )
    )
    found = await preview(floor.supervisor, content)
    assert (found["created"], found["updated"], found["unchanged"]) == (2, 0, 0)
    assert [(one["row"], one["column"]) for one in found["rejected"]] == [
        (3, "Quantity"), (4, "Quantity"), (6, "Date"), (7, "Date"), (8, "Date"), (9, "Number"), (10, "Date"),
        (11, "Scrap"),
    ]  # fmt: skip
    assert "105 may be; request a target change" in found["rejected"][0]["reason"]
    assert f"{ago(7)} to {ago(0)} is accepted" in found["rejected"][3]["reason"]


async def test_a_day_that_stands_twice_is_entered_by_neither_row(floor: Floor) -> None:
    await floor.order()
    found = await preview(floor.supervisor, lines((3, 10), (3, 20), (2, 30)))
    assert (found["created"], [one["row"] for one in found["rejected"]]) == (1, [2, 3])


async def test_an_entry_of_a_completed_order_is_replaced_with_a_reason_alone(floor: Floor) -> None:
    order = await floor.order(targetQty="100")
    await floor.makes(order, 4, 100)
    (problem,) = (await commit(floor.supervisor, lines((4, 90))))["problems"]
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["userNotes"])
    assert await counts(floor.supervisor, lines((4, 90), (3, 5)), userNotes="counted again") == (1, 1, 0, 0)
    progress = await floor.progress(order)
    assert (progress["status"], progress["cumulativeQty"]) == ("IN_PROGRESS", "95")
    assert [one["isCompleted"] for one in progress["completions"]] == [False]


async def test_a_file_goes_farther_back_than_anybody_may(floor: Floor) -> None:
    await floor.order(plannedStart=ago(90))
    assert await counts(floor.supervisor, lines((80, 10), (60, 20))) == (2, 0, 0, 0)


async def test_components_that_are_short_refuse_the_whole_file_by_their_rows(floor: Floor) -> None:
    await floor.receives("FABRIC", "40")
    order = await floor.order(producesStock=True, consumption="BACKFLUSH")
    (problem,) = (await commit(floor.supervisor, lines((4, 60), (3, 60))))["problems"]
    assert (problem["code"], problem["sku"], problem["path"][:2]) == ("INSUFFICIENT_STOCK", "FABRIC", ["file", "3"])
    assert (await floor.progress(order))["dailyEntries"] == []
    assert await counts(floor.supervisor, lines((4, 60), (3, 40))) == (2, 0, 0, 0)
    assert await floor.stock("FABRIC") == ("3.6", "0")


async def test_staff_import_for_their_own_departments_alone(floor: Floor) -> None:
    await floor.order()
    await floor.order(department="Sewing")
    both = lines((3, 10)) + f"SPK-00002,{ago(3)},10,0,\n"
    found = await preview(floor.staff, both)
    assert (found["created"], [(one["row"], one["column"]) for one in found["rejected"]]) == (1, [(3, "Number")])


async def test_what_changed_since_the_preview_is_previewed_again(floor: Floor) -> None:
    order = await floor.order()
    previewed = await preview(floor.supervisor, lines((3, 10)))
    await floor.makes(order, 2, 100)
    done = await floor.supervisor.sends("commitImport", COUNTS, previewId=previewed["id"])
    assert [problem["code"] for problem in done["problems"]] == ["PREVIEW_SUPERSEDED"]
