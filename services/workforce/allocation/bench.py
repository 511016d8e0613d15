"""Bench allocation: people left over onto demands still short, never past the people required."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from db.engine import ReadSession, WriteSession
from db.forecast import executions
from db.forecast.enums import ChangeType, ExecutionKind
from db.forecast.executions import insert_execution
from db.shared.enums import WorkType
from db.workforce.enums import AssignmentType
from db.workforce.placements import place_weeks
from services.forecast.editing.changes import Change, Line, changes
from services.forecast.editing.checks import checked_notes, refuse_overflow
from services.forecast.editing.commit import Entry
from services.forecast.editing.proposal import Proposal, Request, counted, keep_proposal, opened
from services.forecast.editing.report_change import ReportChange, refuse_stale
from services.forecast.editing.returned_records import ReturnedRecords, read_records, refuse_what_does_not_follow
from services.forecast.editing.snapshot import Snapshot
from services.forecast.find_report import report_by_id, report_to_edit
from services.shared.commit_once import Committing, Transactions, commit_once
from services.shared.errors import AlreadyCompleted, NoValidAllocation, PreviewSuperseded
from services.shared.numbers import exact, round_half_up
from services.shared.previews import PATH, Outcome
from services.shared.progress import Progress, silent
from services.workforce.allocation.by_hand import warnings_of
from services.workforce.allocation.record_execution import record_execution
from services.workforce.allocation.snapshot import AllocationSnapshot, MayMove, PersonWeek
from services.workforce.allocation.solver.problem import Answer, Problem
from services.workforce.allocation.solver.worker import solve_apart
from services.workforce.allocation.time_limit import TimeLimit, unproven

NOTHING = "No bench capacity available for allocation"
FIRST = "execute a primary allocation first: who it leaves over is the bench"
AGAIN = "Re-run the primary allocation first; then the bench can be allocated again."


class BenchPreview(NamedTuple):
    """A proposal with a fingerprint of what it was computed from, and the placements it stands for."""

    proposal: Proposal
    more: Request
    placements: list[tuple[int, int, int]]


async def load_bench(session: ReadSession, *, month: str, year: int) -> AllocationSnapshot:
    """What a bench allocation is computed from.

    Raises InvalidInput, NotFound, NoValidAllocation without a primary allocation, and AlreadyCompleted.
    """
    report = await report_to_edit(session, month=month, year=year)
    snapshot = await AllocationSnapshot.load(session, report, MayMove.NOBODY)
    await _refuse_out_of_turn(session, snapshot)
    await snapshot.load_cells_by_hand(session)
    return snapshot


async def preview_bench(snapshot: AllocationSnapshot, *, limit: TimeLimit, progress: Progress = silent) -> BenchPreview:
    """Solve it in a process of its own; no transaction is open meanwhile."""
    problem = await asyncio.to_thread(_problem, snapshot)
    answer = await solve_apart(problem, progress=progress, seconds=limit.search_seconds())
    return await asyncio.to_thread(_previewed, snapshot, answer, limit)


def _previewed(snapshot: AllocationSnapshot, answer: Answer, limit: TimeLimit) -> BenchPreview:
    placements = {PersonWeek(*place): demand_id for place, demand_id in answer.placements.items()}
    changed = _changes(snapshot, placements)
    replaced = snapshot.replaced_by_hand(changed)
    weeks = counted(len(placements), "free week")
    message = f"Preview shows {weeks} put on {counted(len(changed), 'forecast record')}" if placements else NOTHING
    proposal = Proposal(
        BENCH_ALLOCATION.name,
        ChangeType.BENCH_ALLOCATION,
        _report_snapshot(snapshot),
        {},
        changed,
        message,
        warnings=[*warnings_of(replaced), *snapshot.warnings(), *unproven(answer, limit.seconds, limit.waited)],
        manual_cells=len(replaced),
    )
    kept = [(place.resource_id, place.week, demand) for place, demand in placements.items()]
    return BenchPreview(proposal, {"digest": snapshot.digest()}, kept)


class CurrentBench(NamedTuple):
    """A bench allocation that still holds: the tenant as it stands, who goes where, and the user's notes."""

    snapshot: AllocationSnapshot
    placements: Mapping[PersonWeek, int]
    user_notes: str | None


class BenchAllocation(ReportChange[CurrentBench]):
    """A bench allocation as a kind of preview, committed like every other change of a report."""

    name = "BENCH_ALLOCATION"
    change_type = ChangeType.BENCH_ALLOCATION

    async def compare(self, session: WriteSession, content: bytes, committing: Committing) -> CurrentBench:
        """Read the tenant again.

        Raises InvalidInput for long notes, NoValidAllocation, AlreadyCompleted, Refusals of Conflict naming records
        that changed since, and PreviewSuperseded when people or weeks did.
        """
        kept = opened(content)
        notes = checked_notes(kept.change_type, committing.user_notes)
        snapshot = await AllocationSnapshot.load(session, await report_by_id(session, kept.report_id), MayMove.NOBODY)
        refuse_stale(_report_snapshot(snapshot), kept.changes)
        await _refuse_out_of_turn(session, snapshot)
        if snapshot.digest() != kept.more["digest"]:
            raise PreviewSuperseded("people or weeks have changed since the preview; preview it again", PATH)
        placements = {PersonWeek(person, week): demand for person, week, demand in kept.items}
        return CurrentBench(snapshot, placements, notes)

    async def apply(self, session: WriteSession, current: CurrentBench, committing: Committing) -> Outcome:
        """Write assignments, cells, summaries, the execution and the history; nothing where nobody is placed."""
        if not current.placements:
            return {"message": NOTHING, "records_updated": 0}
        return await _apply(session, current, committing)

    async def commit_records(
        self, transactions: Transactions, returned: ReturnedRecords, committing: Committing
    ) -> Outcome:
        """Solve it anew, with no transaction open meanwhile, and where the records say the same keep and commit it."""
        limit = TimeLimit.from_now()
        async with transactions.read() as session:
            allocation = await load_bench(session, month=returned.month, year=returned.year)
            snapshot = await Snapshot.load(session, allocation.report)
            records = read_records(snapshot, returned)
        preview = await preview_bench(allocation, limit=limit)
        refuse_what_does_not_follow(snapshot, preview.proposal.changes, records)
        async with transactions.write() as session:
            await keep_proposal(
                session, preview.proposal, id=committing.preview_id, more=preview.more, items=preview.placements
            )
        async with transactions.write() as session:
            return await commit_once(session, committing, kinds={self.name: self})


BENCH_ALLOCATION = BenchAllocation()


async def _apply(session: WriteSession, current: CurrentBench, committing: Committing) -> Outcome:
    snapshot, placements, notes = current
    report_id, execution_id = snapshot.report.id, committing.execution_id
    await insert_execution(session, id=execution_id, report_id=report_id, kind=ExecutionKind.BENCH)
    rows = [snapshot.placement(place, demand) for place, demand in placements.items()]
    written = await place_weeks(session, rows, assignment_type=AssignmentType.BENCH, execution_id=execution_id)
    changed = _changes(snapshot, placements)
    done = f"{counted(len(written), 'bench assignment')} written; {counted(len(changed), 'record')} updated"
    return await record_execution(
        session,
        snapshot,
        execution_id=execution_id,
        changes=changed,
        assigned=written,
        entry=Entry(
            committing.history_log_id, ChangeType.BENCH_ALLOCATION, f"{ChangeType.BENCH_ALLOCATION}: {done}", notes
        ),
        message=done,
    )


async def _refuse_out_of_turn(session: ReadSession, snapshot: AllocationSnapshot) -> None:
    report, named = snapshot.report, _report_snapshot(snapshot).named
    rows = await executions.executions_by_report_ids(session, [report.id])
    current = {row.kind: row for row in rows if row.superseded_at is None}
    if ExecutionKind.PRIMARY not in current:
        raise NoValidAllocation(f"No valid allocation exists for {named}; {FIRST}")
    if (done := current.get(ExecutionKind.BENCH)) is not None:
        raise AlreadyCompleted(
            f"Bench allocation has already been completed for {named}",
            completed_at=done.completed_at,
            execution_id=done.id,
            recommendation=AGAIN,
        )


def _report_snapshot(snapshot: AllocationSnapshot) -> Snapshot:
    return Snapshot(snapshot.report, snapshot.months, snapshot.lines, snapshot.hours)


def _problem(snapshot: AllocationSnapshot) -> Problem:
    """Everybody who is free, and as work what each demand lacks of the people it requires by the hours of now."""
    lacking = {
        (line.demand_id, month): float(lack)
        for line in snapshot.lines
        for month, cell in enumerate(snapshot.edited(line, {}).cells, start=1)
        if (lack := cell.fte_req - cell.fte_avail) > 0 and (line.demand_id, month) in snapshot.covering
    }
    return snapshot.problem()._replace(workload=lacking, covered={}, is_capped=True)


def _changes(snapshot: AllocationSnapshot, placements: Mapping[PersonWeek, int]) -> list[Change]:
    """People available grow by the month's mean weekly FTE of the bench, rounded half up; such records follow."""
    fte: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for place, demand_id in placements.items():
        fte[demand_id, snapshot.month_of(place.week)] += exact(snapshot.percentage(place))
    weeks = snapshot.weeks_of()
    after = {line.demand_id: _filled(snapshot, line, fte, weeks) for line in snapshot.lines}
    refuse_overflow(after.values())
    return changes(snapshot.lines, after, [month.label for month in snapshot.months])


def _filled(
    snapshot: AllocationSnapshot,
    line: Line,
    fte: Mapping[tuple[int, int], Decimal],
    weeks: Mapping[tuple[int, WorkType], int],
) -> Line:
    people = {}
    for month, cell in enumerate(line.cells, start=1):
        given = fte.get((line.demand_id, month))
        more = round_half_up(given / weeks[month, line.locality]) if given else 0
        if more:
            people[month - 1] = cell.fte_avail + more
    return snapshot.edited(line, people) if people else line
