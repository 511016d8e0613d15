"""Previewing an allocation or a rebalance of a report: solved apart, kept until it is executed."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from db.engine import ReadSession, WriteSession
from db.forecast.rows import ReportRow
from services.forecast.editing.changes import Change
from services.forecast.find_report import report_to_plan
from services.shared.calendar import Week
from services.shared.kept_lists import packed
from services.shared.previews import Kept, keep
from services.shared.progress import Progress, silent
from services.workforce.allocation.by_hand import warnings_of
from services.workforce.allocation.execute import AllocationKind
from services.workforce.allocation.snapshot import AllocationSnapshot, PersonWeek
from services.workforce.allocation.solver.problem import Answer
from services.workforce.allocation.solver.worker import solve_apart
from services.workforce.allocation.time_limit import TimeLimit, unproven


class Move(NamedTuple):
    """One person in one week: from a demand, to a demand, or both."""

    resource_id: int
    week: Week
    from_id: int | None
    to_id: int | None


class PreviewedAllocation(NamedTuple):
    """An answer in the words of planners, and what to keep of it."""

    report: ReportRow
    moves: list[Move]
    changes: list[Change]
    answer: Answer
    content: bytes
    warnings: list[str]
    manual_cells: int


async def load_snapshot(session: ReadSession, *, report_value: str, kind: AllocationKind) -> AllocationSnapshot:
    """What an allocation of a report is computed from; raises NotFound, NoValidAllocation, InvalidInput."""
    snapshot = await AllocationSnapshot.load(session, await report_to_plan(session, report_value), kind.may_move)
    await snapshot.load_cells_by_hand(session)
    return snapshot


async def preview_allocation(
    snapshot: AllocationSnapshot, *, limit: TimeLimit, progress: Progress = silent
) -> PreviewedAllocation:
    """Solve an allocation in a process of its own; no transaction is open meanwhile.

    Raises InvalidInput for figures too large to answer.
    """
    # A large tenant takes seconds here too: in a thread, so that others' questions go on.
    problem = await asyncio.to_thread(snapshot.problem)
    answer = await solve_apart(problem, progress=progress, seconds=limit.search_seconds())
    return await asyncio.to_thread(_previewed, snapshot, answer, limit)


def _previewed(snapshot: AllocationSnapshot, answer: Answer, limit: TimeLimit) -> PreviewedAllocation:
    placements = {PersonWeek(*place): demand_id for place, demand_id in answer.placements.items()}
    head = {"report": snapshot.report.id, "digest": snapshot.digest()}
    changes = snapshot.changes(placements)
    replaced = snapshot.replaced_by_hand(changes)
    return PreviewedAllocation(
        snapshot.report,
        moves(snapshot, placements),
        changes,
        answer,
        packed(head, [(place.resource_id, place.week, demand) for place, demand in placements.items()]),
        [*warnings_of(replaced), *snapshot.warnings(), *unproven(answer, limit.seconds, limit.waited)],
        len(replaced),
    )


async def keep_allocation(session: WriteSession, *, id: UUID, kind: AllocationKind, content: bytes) -> Kept:
    """Keep a preview until it is executed."""
    return await keep(session, id=id, kind=kind.name, content=content)


def moves(snapshot: AllocationSnapshot, placements: Mapping[PersonWeek, int]) -> list[Move]:
    """Everybody whose demand changes, by week and cn; who stays is no move."""
    # Week by week: one sort of all would keep the interpreter from everybody for as long as it takes.
    found: dict[int, list[tuple[str, Move]]] = defaultdict(list)
    for place in chain(placements, (place for place in snapshot.standing if place not in placements)):
        standing = snapshot.standing.get(place)
        was, now = standing.demand_id if standing is not None else None, placements.get(place)
        if was != now:
            move = Move(place.resource_id, snapshot.weeks[place.week], was, now)
            found[place.week].append((snapshot.people[place.resource_id].cn_sort, move))
    return [move for week in sorted(found) for _, move in sorted(found[week], key=lambda one: one[0])]
