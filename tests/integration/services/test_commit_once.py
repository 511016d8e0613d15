"""The door of previews: whole, once, only what was previewed; and its sibling for files that nobody looks at."""

from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db.admin.migrate import owner_connection
from db.engine import Database, WriteSession
from server.commands.postgres import Addresses
from services.shared.commit_once import CommitKind, Committing, commit_once, committed_by, preview_and_commit
from services.shared.errors import PreviewSuperseded, PreviewUnknown
from services.shared.locks import PLAN
from services.shared.previews import Outcome, keep


class Trial(CommitKind[str]):
    """A kind of a room that is not built yet: its content is what it would say."""

    name = "TRIAL"
    committed_by = "commitTrial"

    def __init__(self) -> None:
        self.says = "as it stood"
        self.calls: list[str] = []

    async def compare(self, session: WriteSession, content: bytes, committing: Committing) -> str:
        self.calls.append("compare")
        if content.decode() != self.says:
            raise PreviewSuperseded("it says something else")
        return self.says

    async def apply(self, session: WriteSession, current: str, committing: Committing) -> Outcome:
        self.calls.append("apply")
        return {"message": current, "history_log_id": str(committing.history_log_id)}


def committing(preview_id: UUID | None = None) -> Committing:
    return Committing(
        preview_id=preview_id or uuid4(), history_log_id=uuid4(), execution_id=uuid4(), today=date(2025, 4, 1)
    )


@pytest.fixture
async def trial(empty: Addresses) -> AsyncIterator[Trial]:
    """A new kind: its class and its row, and no constraint changed."""
    async with owner_connection(empty.owner) as owner:
        await owner.execute(text("INSERT INTO preview_kind (kind) VALUES ('TRIAL')"))
    yield Trial()


@pytest.fixture
async def kept(database: Database, demo_id: UUID, trial: Trial) -> UUID:
    """A preview of it."""
    async with database.write(demo_id, subject="tester") as session:
        return (await keep(session, id=uuid4(), kind=trial.name, content=trial.says.encode())).id


async def commit(database: Database, tenant: UUID, preview_id: UUID, *kinds: Trial) -> Outcome:
    async with database.write(tenant, subject="tester") as session:
        return await commit_once(session, committing(preview_id), kinds={kind.name: kind for kind in kinds})


async def test_it_is_applied_once_and_answers_the_same_again(
    database: Database, demo_id: UUID, trial: Trial, kept: UUID
) -> None:
    first = await commit(database, demo_id, kept, trial)
    second = await commit(database, demo_id, kept, trial)
    assert first == second
    assert (first["message"], trial.calls) == ("as it stood", ["compare", "apply"])


async def test_what_is_superseded_is_not_applied_and_may_hold_again(
    database: Database, demo_id: UUID, trial: Trial, kept: UUID
) -> None:
    trial.says = "something else"
    with pytest.raises(PreviewSuperseded):
        await commit(database, demo_id, kept, trial)
    assert trial.calls == ["compare"]
    trial.says = "as it stood"
    assert (await commit(database, demo_id, kept, trial))["message"] == "as it stood"


async def test_a_preview_of_another_kind_is_as_unknown_as_one_that_nobody_kept(
    database: Database, demo_id: UUID, trial: Trial, kept: UUID
) -> None:
    for preview_id, kinds in ((kept, ()), (uuid4(), (trial,))):
        with pytest.raises(PreviewUnknown):
            await commit(database, demo_id, preview_id, *kinds)
    assert trial.calls == []


async def test_a_kind_without_a_row_is_not_kept(database: Database, demo_id: UUID) -> None:
    with pytest.raises(IntegrityError, match="fk_change_preview_kind"):
        async with database.write(demo_id, subject="tester") as session:
            await keep(session, id=uuid4(), kind="NOBODYS", content=b"")


def test_a_mutation_commits_the_kinds_that_name_it(trial: Trial) -> None:
    assert committed_by("commitTrial", {trial.name: trial}) == {trial.name: trial}
    assert committed_by("commitPreview", {trial.name: trial}) == {}


async def test_what_nobody_looks_at_is_computed_once_and_kept_nowhere(
    database: Database, demo_id: UUID, trial: Trial
) -> None:
    async def preview() -> str:
        trial.calls.append("preview")
        return "from a file"

    async with database.write(demo_id, subject="tester") as session:
        applied = await preview_and_commit(session, committing(), kind=trial, preview=preview)
        assert await session.scalar(text("SELECT count(*) FROM change_preview")) == 0
    assert (applied, trial.calls) == ("from a file", ["preview", "apply"])


async def test_both_hold_the_plan_alone(database: Database, demo_id: UUID, trial: Trial, kept: UUID) -> None:
    async def preview() -> str:
        return "from a file"

    async def tried() -> bool:
        async with database.read(demo_id) as other:
            name = f"{demo_id}/{PLAN}"
            asked = text("SELECT pg_try_advisory_xact_lock_shared(hashtextextended(:name, 0))")
            return bool(await other.scalar(asked, {"name": name}))

    assert await tried()
    async with database.write(demo_id, subject="tester") as session:
        await commit_once(session, committing(kept), kinds={trial.name: trial})
        assert not await tried()
    async with database.write(demo_id, subject="tester") as session:
        await preview_and_commit(session, committing(), kind=trial, preview=preview)
        assert not await tried()
