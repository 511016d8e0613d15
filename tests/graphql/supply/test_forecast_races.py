"""Steps of forecasts at the same time, in transactions of their own: one wins, and what is left fits together."""

import asyncio

from tests.graphql.planning.conftest import Planner
from tests.graphql.supply.test_forecast_life import ID, STATE, activated, ahead, draft
from tests.graphql.supply.test_forecasts import shirt


async def test_of_activations_at_once_one_is_active_at_the_end(supply: Planner) -> None:
    await shirt(supply)
    ids = [await draft(supply) for _ in range(6)]
    done = await asyncio.gather(*(supply.done("activateSupplyForecast", STATE, id=id_) for id_ in ids))
    formers = [one["superseded"]["id"] for one in done if one["superseded"]]
    assert len(formers) == len(set(formers)) == 5, "each superseded the one before it"
    listed = await supply.ask("{ supplyForecasts { nodes { status activatedAt supersededAt } } }")
    lives = sorted(listed["supplyForecasts"]["nodes"], key=lambda one: one["activatedAt"])
    assert [one["status"] for one in lives] == ["SUPERSEDED"] * 5 + ["ACTIVE"]
    assert [one["supersededAt"] for one in lives[:-1]] == [one["activatedAt"] for one in lives[1:]], (
        "no gap, no overlap"
    )


async def test_a_draft_is_activated_once(supply: Planner) -> None:
    await shirt(supply)
    id_ = await draft(supply)
    answers = await asyncio.gather(*(supply.do("activateSupplyForecast", STATE, id=id_) for _ in range(4)))
    problems = [problem for one in answers for problem in one["problems"]]
    assert [(one["code"], one["state"]) for one in problems] == [("NOT_ALLOWED_IN_STATE", "ACTIVE")] * 3


async def test_versions_made_at_once_have_numbers_of_their_own(supply: Planner) -> None:
    await shirt(supply)
    id_ = await draft(supply)
    made = await asyncio.gather(
        *(supply.done("createSupplyForecastVersion", "forecast { version }", id=id_) for _ in range(5))
    )
    assert sorted(one["forecast"]["version"] for one in made) == [2, 3, 4, 5, 6]


async def test_of_an_archiving_and_a_submission_at_once_one_wins(supply: Planner) -> None:
    await shirt(supply, dailyCapacity="100")
    for _ in range(4):
        forecast = await activated(supply)
        horizon = ahead("1")
        days = {"plannedStart": horizon["horizonStart"], "plannedEnd": horizon["horizonEnd"]}
        named = {"name": "Shirts", "sku": "SHIRT-1", "quantity": "10", "forecastId": forecast, **days}
        plan = (await supply.done("createProductionPlan", "plan { id }", input=named))["plan"]["id"]
        archived, submitted = await asyncio.gather(
            supply.do("archiveSupplyForecast", ID, id=forecast, reason="why"),
            supply.do("submitProductionPlan", "plan { id }", id=plan),
        )
        assert submitted["problems"] == []
        asked = "query Both($id: ID!) { supplyForecast(id: $id) { status archivedAt } }"
        status = (await supply.ask(asked, id=forecast))["supplyForecast"]["status"]
        assert status == ("ACTIVE" if archived["problems"] else "ARCHIVED")
        if archived["problems"]:
            assert [one["code"] for one in archived["problems"]] == ["INCOMPATIBLE"]
            await supply.done("cancelProductionPlan", "plan { id }", id=plan, reason="over")
            await supply.done("archiveSupplyForecast", ID, id=forecast, reason="why")


async def test_no_product_becomes_inactive_while_its_forecast_becomes_active(supply: Planner) -> None:
    await shirt(supply)
    for _ in range(4):
        id_ = await draft(supply)
        activation, deactivation = await asyncio.gather(
            supply.do("activateSupplyForecast", ID, id=id_),
            supply.do("updateProduct", "product { id }", sku="SHIRT-1", patch={"isActive": False}),
        )
        codes = [one["code"] for answer in (activation, deactivation) for one in answer["problems"]]
        assert codes == ["INCOMPATIBLE"], "one of them is refused"
        if activation["problems"]:
            await supply.done("updateProduct", "product { id }", sku="SHIRT-1", patch={"isActive": True})
        else:
            await supply.done("archiveSupplyForecast", ID, id=id_, reason="why")
