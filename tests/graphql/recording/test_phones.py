"""Phones: the least answer, and what was kept while there was no connection: sent twice, in any order, once."""

from random import Random
from typing import Any

from tests.graphql.recording.conftest import Floor
from tests.support.clocks import ago

LEAST = "id cumulativeQty progressPct status"
BATCH = f"applied refused results {{ {LEAST} problems {{ code path message }} }}"


async def sends(floor: Floor, *items: dict[str, Any]) -> Any:
    return await floor.staff.sends("recordDailyProductionBatch", BATCH, items=list(items))


def item(order: str, days: int, quantity: int, **more: Any) -> dict[str, Any]:
    return {"workOrderId": order, "productionDate": ago(days), "quantity": str(quantity), **more}


async def test_a_phone_is_told_the_least(floor: Floor) -> None:
    order = await floor.order()
    answer = await floor.staff.sends("recordDailyProductionMobile", LEAST, input=item(order, 3, 100))
    assert answer["problems"] == []
    assert (answer["cumulativeQty"], answer["progressPct"], answer["status"]) == ("100", "10", "IN_PROGRESS")
    again = await floor.staff.sends("recordDailyProductionMobile", LEAST, input=item(order, 3, 90))
    assert [problem["code"] for problem in again["problems"]] == ["ALREADY_EXISTS"]


async def test_items_are_carried_out_by_date_and_answered_in_the_order_sent(floor: Floor) -> None:
    order = await floor.order(targetQty="100")
    answer = await sends(floor, item(order, 2, 60), item(order, 4, 50), item(order, 3, 70), item(order, 1, 1))
    assert (answer["problems"], answer["applied"], answer["refused"]) == ([], 2, 2)
    codes = [[problem["code"] for problem in result["problems"]] for result in answer["results"]]
    assert codes == [["QUANTITY_EXCEEDED"], [], ["QUANTITY_EXCEEDED"], []]
    assert [result["cumulativeQty"] for result in answer["results"]] == [None, "50", None, "51"]


async def test_each_item_stands_for_itself_and_says_where_it_is(floor: Floor) -> None:
    order = await floor.order()
    answer = await sends(
        floor, item(order, 5, 10), item(order, -1, 10), item("UmVwb3J0OjE=", 4, 10), item(order, 4, 20)
    )
    assert (answer["applied"], answer["refused"]) == (2, 2)
    assert [result["cumulativeQty"] for result in answer["results"]] == ["10", None, None, "30"]
    paths = [problem["path"] for result in answer["results"] for problem in result["problems"]]
    assert paths == [["items", "1", "productionDate"], ["items", "2", "workOrderId"]]
    assert (await floor.progress(order))["cumulativeQty"] == "30"


async def test_what_is_sent_twice_counts_once_in_any_order(floor: Floor) -> None:
    order = await floor.order(producesStock=True)
    items = [item(order, days, 10 * days, clientKey=f"phone-{days}") for days in (1, 2, 3, 4, 5)]
    first = await sends(floor, *items)
    assert first["applied"] == 5
    mixed = Random(1).sample(items, 5)
    again = await sends(floor, *mixed)
    by_key = {one["clientKey"]: result for one, result in zip(items, first["results"], strict=True)}
    assert again["results"] == [by_key[one["clientKey"]] for one in mixed]
    assert (await floor.progress(order))["cumulativeQty"] == "150"
    assert await floor.stock("BEAR") == ("150", "0")


async def test_a_key_answers_with_its_first_result_whatever_comes_with_it(floor: Floor) -> None:
    order = await floor.order()
    first = await floor.makes(order, 3, 100, clientKey="one")
    await floor.makes(order, 2, 50)
    again = await floor.makes(order, 1, 77, clientKey="one")
    assert (again["entry"]["id"], again["cumulativeQty"]) == (first["entry"]["id"], "100")
    assert (await floor.progress(order))["cumulativeQty"] == "150"


async def test_a_refused_item_keeps_nothing_and_its_key_may_be_sent_again(floor: Floor) -> None:
    order = await floor.order()
    assert (await floor.problem(order, 3, 2000, clientKey="one"))["code"] == "QUANTITY_EXCEEDED"
    assert (await floor.makes(order, 3, 200, clientKey="one"))["cumulativeQty"] == "200"


async def test_a_batch_has_a_hundred_items_at_most(floor: Floor) -> None:
    order = await floor.order()
    for count in (0, 101):
        answer = await sends(floor, *[item(order, 3, 1)] * count)
        (problem,) = answer["problems"]
        assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["items"])
    assert (await floor.progress(order))["dailyEntries"] == []


async def test_an_idempotency_key_answers_the_whole_batch_again(floor: Floor) -> None:
    order = await floor.order()
    asked = f"""mutation B($items: [DailyProductionInput!]!) {{ recordDailyProductionBatch(items: $items) {{ {BATCH}
        problems {{ code }} }} }}"""
    body = {"query": asked, "variables": {"items": [item(order, 3, 10), item(order, 3, 11), item(order, 2, 20)]}}
    headers = {**floor.staff.headers, "Idempotency-Key": "offline"}
    answers = [(await floor.staff.http.post("/graphql", json=body, headers=headers)).json() for _ in range(2)]
    assert answers[0] == answers[1]
    batch = answers[0]["data"]["recordDailyProductionBatch"]
    assert (batch["applied"], batch["refused"]) == (2, 1)
    assert (await floor.progress(order))["cumulativeQty"] == "30"


async def test_an_item_with_what_nobody_sees_is_refused_for_itself(floor: Floor) -> None:
    """Whichever of its texts has it; the other items are carried out, with a key of the request or without."""
    texts = ("notes", "reason", "clientKey", "workOrderNumber", "workOrderId")
    for character in ("\x00", "\x07"):
        order = await floor.order()
        unseen = [{**item(order, place, 10), name: f"a{character}b"} for place, name in enumerate(texts)]
        for one in unseen:
            one.pop("workOrderId") if "workOrderNumber" in one else None
        asked = f"""mutation B($items: [DailyProductionInput!]!) {{ recordDailyProductionBatch(items: $items) {{ {BATCH}
            problems {{ code }} }} }}"""
        for key, days in ((None, 5), (f"named-{ord(character)}", 6)):
            headers = floor.staff.headers | ({} if key is None else {"Idempotency-Key": key})
            body = {"query": asked, "variables": {"items": [*unseen, item(order, days, 10)]}}
            answer = (await floor.staff.http.post("/graphql", json=body, headers=headers)).json()
            batch = answer["data"]["recordDailyProductionBatch"]
            assert (batch["applied"], batch["refused"], batch["problems"]) == (1, len(texts), []), answer
            *refused, last = [result["problems"] for result in batch["results"]]
            assert ([len(told) for told in refused], last) == ([1] * len(texts), [])
            for place, (problem,) in enumerate(refused):
                assert problem["path"][:2] == ["items", str(place)]
                assert problem["code"] == "INVALID_INPUT"
        assert (await floor.progress(order))["cumulativeQty"] == "20"
