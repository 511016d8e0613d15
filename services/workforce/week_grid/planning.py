"""What the edits of a grid would write, checked as assignments by hand are; pure, but for what it is handed."""

from collections.abc import Collection, Sequence

from db.workforce.levels import NewLevel
from db.workforce.rows import HeldWeekRow
from services.shared.errors import Refusal, noted
from services.workforce.assigning.assign import AssignmentRequest, placements_of
from services.workforce.assigning.change_weeks import WeekChanges
from services.workforce.assigning.placement_context import DemandKey, PlacementContext, checked_percentage
from services.workforce.week_grid.reading import ReturnedWeeks, WeekEdit
from services.workforce.week_grid.words import WeekWords, WeekWork


def demands_asked(read: Sequence[ReturnedWeeks], words: WeekWords) -> list[DemandKey]:
    """The demands on which somebody is to be placed, each once."""
    ids = {
        edit.asked.demand_id
        for one in read
        for edit in one.edits
        if edit.asked is not None and not _stays(edit.now, edit.asked)
    }
    return [words.demand(id) for id in sorted(ids)]


def planned(context: PlacementContext, words: WeekWords, one: ReturnedWeeks) -> WeekChanges:
    """What a row would write; what cannot be is noted, by cell."""
    changes = WeekChanges()
    for edit in one.edits:
        faults: list[Refusal] = []
        _plan(context, words, one, edit, changes, faults)
        for fault in faults:
            one.record.fault_in(edit.change.column, edit.change.after, f"in {edit.change.cell}: {_told(fault)}")
    return changes


def gathered(rows: Collection[WeekChanges]) -> WeekChanges:
    """The changes of all rows."""
    whole = WeekChanges()
    for changes in rows:
        whole.ends += changes.ends
        whole.placements += changes.placements
        whole.levels += changes.levels
    return whole


def _told(fault: Refusal) -> str:
    """A refusal as a reason: what is wrong, and what would be accepted."""
    accepted = getattr(fault, "accepted", None)
    return f"{fault}; accepted: {accepted}" if accepted else str(fault)


def _stays(now: HeldWeekRow | None, asked: WeekWork) -> bool:
    """Whether somebody stays on their demand, and another level is all that is asked."""
    return now is not None and now.demand_id == asked.demand_id


def _plan(
    context: PlacementContext,
    words: WeekWords,
    one: ReturnedWeeks,
    edit: WeekEdit,
    changes: WeekChanges,
    faults: list[Refusal],
) -> None:
    path = (edit.change.cell,)
    if edit.asked is not None and edit.now is not None and _stays(edit.now, edit.asked):
        if edit.asked.tier_id != edit.now.tier_id:
            noted(faults, context.tier, edit.asked.tier_id, path)
        level = noted(faults, checked_percentage, edit.asked.percentage, path)
        changes.levels += [NewLevel(edit.now.id, edit.asked.tier_id, level)] if level is not None else []
        return
    if edit.asked is not None:
        request = _request(words, one, edit, edit.asked, path)
        changes.placements += placements_of(context, request, [edit.week], faults)
    changes.ends += [edit.now.id] if edit.now is not None else []


def _request(
    words: WeekWords, one: ReturnedWeeks, edit: WeekEdit, asked: WeekWork, path: tuple[str, ...]
) -> AssignmentRequest:
    assert one.person is not None  # nobody's row has no edits
    week = edit.week.year, edit.week.number
    return AssignmentRequest(
        path=path,
        cn=one.person.cn,
        demand=words.demand(asked.demand_id),
        first=week,
        last=week,
        tier_id=asked.tier_id,
        percentage=asked.percentage,
        force=False,
    )
