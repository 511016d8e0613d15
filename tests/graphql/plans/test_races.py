"""People who do something with one plan at once, in transactions of their own: one wins, the others are told."""

import asyncio
from typing import Any

from tests.graphql.plans.conftest import Maker

TOLD = {"NOT_ALLOWED_IN_STATE", "CONFLICT"}


def winners(answers: list[Any]) -> list[Any]:
    """The answers of who was first; everybody else was told why not."""
    for answer in answers:
        assert {problem["code"] for problem in answer["problems"]} <= TOLD, answer
    return [answer for answer in answers if not answer["problems"]]


async def test_of_many_approvers_one_wins(maker: Maker) -> None:
    for version in (None, 2):
        plan = await maker.in_state("PENDING_APPROVAL")
        bosses = [maker.as_(f"boss {number}", "MANAGER") for number in range(12)]
        asked = [boss.takes("approve", plan["id"], expectedVersion=version) for boss in bosses]
        (winner,) = winners(await asyncio.gather(*asked))
        assert winner["plan"]["version"] == 3
        assert (await maker.plan(plan["id"], "approvedBy"))["approvedBy"] == winner["plan"]["approvedBy"]


async def test_of_approvals_and_rejections_one_wins(maker: Maker) -> None:
    plan = await maker.in_state("PENDING_APPROVAL")
    bosses = [maker.as_(f"boss {number}", "MANAGER") for number in range(10)]
    asked = [boss.takes(("approve", "reject")[number % 2], plan["id"]) for number, boss in enumerate(bosses)]
    (winner,) = winners(await asyncio.gather(*asked))
    assert (await maker.plan(plan["id"])) == {"status": winner["plan"]["status"], "version": 3}


async def test_of_an_approval_and_an_edit_one_wins(maker: Maker) -> None:
    for round_ in range(6):
        plan = await maker.in_state("PENDING_APPROVAL")
        asked = [
            maker.boss.takes("approve", plan["id"], expectedVersion=2),
            maker.updates(plan["id"], 2, quantity="7"),
        ]
        answers = await asyncio.gather(*(asked if round_ % 2 else reversed(asked)))
        (winner,) = winners(list(answers))
        after = await maker.plan(plan["id"], "status quantity version")
        assert after in (
            {"status": "APPROVED", "quantity": "100", "version": 3}, {"status": "DRAFT", "quantity": "7", "version": 3},
        )  # fmt: skip
        assert after["status"] == winner["plan"]["status"]


async def test_a_step_is_taken_once_however_many_take_it(maker: Maker) -> None:
    plan = await maker.creates()
    for step, status in (("submit", "PENDING_APPROVAL"), ("approve", "APPROVED"), ("start", "IN_PROGRESS")):
        asked = [maker.boss_or_self(step).takes(step, plan["id"]) for _ in range(8)]
        (winner,) = winners(await asyncio.gather(*asked))
        assert winner["plan"]["status"] == status
    asked = [maker.takes("cancel", plan["id"]) for _ in range(8)]
    (winner,) = winners(await asyncio.gather(*asked))
    assert winner["plan"]["version"] == 5


async def test_numbers_have_no_gaps_however_many_are_created_at_once_and_refused(maker: Maker) -> None:
    asked = [maker.tries(quantity="0" if number % 3 == 0 else "5", location=f"L{number % 4}") for number in range(30)]
    made = [answer["plan"]["number"] for answer in await asyncio.gather(*asked) if answer["plan"]]
    assert sorted(made) == [f"PP-{number:05}" for number in range(1, 21)]


async def test_a_product_is_not_deactivated_while_a_plan_of_it_is_made(maker: Maker) -> None:
    """Either nobody plans it any more, or it stays active: an open plan of an inactive product never comes of it."""
    off = {"sku": "BEAR", "patch": {"isActive": False}}
    selection = "product { isActive }"
    for _ in range(5):
        created, changed = await asyncio.gather(maker.tries(), maker.do("updateProduct", selection, **off))
        assert bool(created["problems"]) != bool(changed["problems"])
        if created["plan"]:
            await maker.done("cancel", created["plan"]["id"])
        else:
            await maker.do("updateProduct", selection, sku="BEAR", patch={"isActive": True})
