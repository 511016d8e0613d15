"""Committing previews, the same for the mutations of all rooms."""

from uuid import UUID, uuid4

from resolvers.context import Context, Info
from services.shared.commit_once import Committing, commit_once, committed_by, committed_elsewhere
from services.shared.previews import Outcome
from services.shared.progress import Progress, silent


def committing_for(
    context: Context,
    preview_id: UUID | None = None,
    *,
    user_notes: str | None = None,
    strict: bool = False,
    progress: Progress = silent,
) -> Committing:
    """What a commit is told, the day and new ids included; without a preview there is an id to keep one under."""
    return Committing(
        preview_id=preview_id or uuid4(),
        history_log_id=uuid4(),
        execution_id=uuid4(),
        today=context.today(),
        user_notes=user_notes,
        strict=strict,
        progress=progress,
        floor_rules=context.floor_rules,
        caller=context.caller,
    )


async def commit(info: Info, committing: Committing) -> Outcome:
    """Commit a preview of any kind that the mutation under way commits; raises what a commit raises."""
    kinds, mutation = info.context.house.kinds, info.field_name
    async with info.context.write() as session:
        return await commit_once(
            session,
            committing,
            kinds=committed_by(mutation, kinds),
            elsewhere=committed_elsewhere(mutation, kinds),
            require=info.context.caller.require,
        )
