"""What can be listened to of capacity, over every server process."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Annotated

import strawberry

from db.forecast.rows import ReportRow
from db.postgres.notifications import Channel, Heard, Missed
from db.shared.enums import Permission
from resolvers.context import Context, Info
from resolvers.forecast import mapping
from resolvers.permissions import subscription_field
from schema.workforce.capacity_changed import CapacityChange
from services.forecast.find_report import report_to_read
from services.workforce.reports.capacity_version import (
    EVERY_MONTH,
    CapacityVersion,
    capacity_versions_of,
    parse_capacity_version,
)


@strawberry.type
class CapacitySubscription:
    """Changed capacity."""

    @subscription_field(
        Permission.WORKFORCE_VIEW,
        "Tells after every commit that changes a report's capacity; with since, first what changed meanwhile.",
    )
    async def capacity_changed(
        self,
        info: Info,
        report: Annotated[str, strawberry.argument(description='The report: "2025-04".')],
        since: Annotated[
            str | None,
            strawberry.argument(
                description="The version of the last event, or of a tree: what has changed since is told at once,"
                " however long ago it was, and nothing is lost in between."
            ),
        ] = None,
    ) -> AsyncGenerator[CapacityChange, None]:
        context = info.context
        told = parse_capacity_version(since) if since is not None else None
        async with context.read() as session:
            row = await report_to_read(session, report)
        async with context.listen(Channel.CAPACITY) as messages:
            # Read after listening has begun: what is committed later than this snapshot is heard.
            now = await _version(context, row)
            if told is not None and (changed := now.changed_since(told)):
                yield _change(row, now, changed, everything=not now.is_comparable(told))
            async for change in _heard(context, row, now, messages):
                yield change


async def _heard(
    context: Context, row: ReportRow, told: CapacityVersion, messages: AsyncIterator[Heard]
) -> AsyncGenerator[CapacityChange, None]:
    """A change for each message that tells one.

    It is compared with what was told last and not taken from the message: its version has commits whose messages are
    still under way, so it names their months too, and those messages tell nothing new then.
    """
    async for message in messages:
        is_missed = isinstance(message, Missed)
        if isinstance(message, Missed) or row.id in message["reports"]:
            now = await _version(context, row)
            changed = list(EVERY_MONTH) if is_missed else now.changed_since(told)
            told = now
            if changed:
                yield _change(row, now, changed, everything=is_missed)


async def _version(context: Context, row: ReportRow) -> CapacityVersion:
    async with context.read() as session:
        return (await capacity_versions_of(session, [row.id]))[row.id]


def _change(row: ReportRow, version: CapacityVersion, changed: Sequence[int], *, everything: bool) -> CapacityChange:
    months = [month for month in mapping.report(row).months if month.index in changed]
    return CapacityChange(report_id=row.id, months=months, version=str(version), everything=everything)
