"""Four eyes, several levels, and one winner of those who decide at once."""

import asyncio
from uuid import UUID

import pytest

from db.engine import Database
from db.shared.approvals import Subject
from db.shared.enums import Decision
from services.shared.approvals import Outcome, decide
from services.shared.errors import NotAllowedInState, SelfApproval

PLAN = Subject("PLAN", 7, 1)
YES, NO = Decision.APPROVED, Decision.REJECTED


async def decided(
    database: Database, tenant: UUID, by: str, what: Decision = YES, *, levels: int = 1, subject: Subject = PLAN
) -> Outcome:
    async with database.write(tenant, subject=by) as session:
        return await decide(session, subject, what, requested_by="asker", also_barred=["editor"], levels=levels)


@pytest.mark.parametrize("by", ("asker", "editor"))
async def test_who_asked_or_changed_it_last_does_not_decide(database: Database, demo_id: UUID, by: str) -> None:
    with pytest.raises(SelfApproval) as raised:
        await decided(database, demo_id, by)
    assert raised.value.requested_by == by


async def test_two_levels_need_two_people(database: Database, demo_id: UUID) -> None:
    assert not (await decided(database, demo_id, "first", levels=2)).is_final
    with pytest.raises(SelfApproval):
        await decided(database, demo_id, "first", levels=2)
    assert (await decided(database, demo_id, "second", levels=2)).is_final
    with pytest.raises(NotAllowedInState):
        await decided(database, demo_id, "third", levels=2)


async def test_a_rejection_settles_it_until_it_is_asked_again(database: Database, demo_id: UUID) -> None:
    assert (await decided(database, demo_id, "first", NO, levels=2)).is_final
    with pytest.raises(NotAllowedInState) as raised:
        await decided(database, demo_id, "second", levels=2)
    assert raised.value.state == "REJECTED"
    again = PLAN._replace(round=2)
    assert not (await decided(database, demo_id, "first", levels=2, subject=again)).is_final


async def test_of_many_who_decide_at_once_one_wins(database: Database, demo_id: UUID) -> None:
    people = [decided(database, demo_id, f"m{number}", YES if number % 2 else NO) for number in range(12)]
    outcomes = await asyncio.gather(*people, return_exceptions=True)
    assert sum(isinstance(outcome, Outcome) for outcome in outcomes) == 1
    assert all(isinstance(outcome, Outcome | NotAllowedInState) for outcome in outcomes)
