"""Previews of changes of a report: how the report is named, and how a proposal is kept and shown."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from resolvers.context import Context
from resolvers.forecast import mapping
from schema.forecast.changes import ForecastPreviewPayload
from services.forecast.editing.frozen_months import frozen_warnings
from services.forecast.editing.proposal import Proposal, Request, keep_proposal

MonthArgument = Annotated[str, strawberry.argument(description='The report\'s month by its full name: "April".')]
YearArgument = Annotated[int, strawberry.argument(description="The report's year, 2020 to 2050.")]


async def kept_preview(
    context: Context, proposal: Proposal, *, more: Request | None = None, items: Sequence[Any] = ()
) -> ForecastPreviewPayload:
    """Keep a proposal, with the values and the list that its kind needs beside it, until it is committed.

    Its warnings tell of months that a newer report took over.
    """
    snapshot = proposal.snapshot
    async with context.write() as session:
        frozen = await frozen_warnings(
            session, report_id=snapshot.report.id, changes=proposal.changes, labels=snapshot.labels
        )
        kept = await keep_proposal(session, proposal, id=uuid4(), more=more, items=items)
    warned = proposal._replace(warnings=[*proposal.warnings, *frozen])
    return ForecastPreviewPayload(preview=mapping.forecast_preview(warned, kept))
