"""Committing files that were previewed, of whatever kind."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

import strawberry

from db.shared.enums import AnyOf, Permission
from resolvers.commits import commit, committing_for
from resolvers.context import Info
from resolvers.permissions import mutation_field
from resolvers.progress import ProgressId, reporting_progress
from schema.shared.imports import ImportPayload

ANY_FILE = AnyOf(
    (Permission.WORKFORCE_EDIT, Permission.SUPPLY_EDIT, Permission.PRODUCTION_PLAN, Permission.PRODUCTION_INPUT)
)
"""What previews of files ask."""


@strawberry.type
class ImportMutation:
    """The mutation that applies a file."""

    @mutation_field(
        ANY_FILE,
        "Apply the good rows of a previewed file, or with strict all or none; asks what its preview asked, and of a"
        " roster or forecast CONFIG.EDIT too.",
    )
    async def commit_import(
        self,
        info: Info,
        preview_id: Annotated[UUID, strawberry.argument(description="The preview.")],
        strict: Annotated[bool, strawberry.argument(description="Refuse the file if any row is bad.")] = False,
        user_notes: Annotated[
            str | None,
            strawberry.argument(
                description="Why, at most 500 characters; a forecast update keeps them, and edited records need them."
            ),
        ] = None,
        progress_id: ProgressId = None,
    ) -> ImportPayload:
        context = info.context
        async with reporting_progress(context, progress_id) as progress:
            committing = committing_for(context, preview_id, user_notes=user_notes, strict=strict, progress=progress)
            outcome = await commit(info, committing)
        return _applied(outcome)


def _applied(outcome: Mapping[str, Any]) -> ImportPayload:
    entry = outcome.get("history_log_id")
    return ImportPayload(**{**outcome, "history_log_id": UUID(entry) if entry else None})
