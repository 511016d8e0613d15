"""What a roster does to assignments, in words: those that end, stay as history, or stand and no longer fit."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from db.engine import ReadSession
from db.workforce.fitness import ProposedFit, UnfittingRow, unfitting_assignments
from db.workforce.rows import AssignedWeekRow, EndingRow
from services.forecast.editing.proposal import counted
from services.shared.calendar import Week
from services.shared.imports import ENDED, ImportOutcome
from services.shared.text import key, natural_order, some

NAMED = 20
MOST_UNFITTING = 100


async def unfitting_after(
    session: ReadSession, fits: Sequence[ProposedFit], ends: Sequence[EndingRow], *, today: date
) -> Sequence[UnfittingRow]:
    """The first assignments that will stand although their people can no longer do them, those to come before past."""
    week, ending = Week.of(today), [row.id for row in ends]
    return await unfitting_assignments(
        session, fits, year=week.year, week=week.number, ending=ending, most=MOST_UNFITTING
    )


def tell_consequences(
    outcome: ImportOutcome,
    ends: Sequence[EndingRow],
    past: Sequence[EndingRow],
    unfitting: Sequence[UnfittingRow],
    cns: Mapping[int, str],
) -> None:
    """Count the assignments that end, and warn of them, of past ones that stay, and of those that do not fit."""
    if ends:
        outcome.details[ENDED] = len(ends)
        outcome.warnings.append(_listed(_said(len(ends), "ends", "end"), ends, cns))
    if past:
        head = f"{_said(len(past), 'stays', 'stay')} as history before a first day, recorded as forced"
        outcome.warnings.append(_listed(head, past, cns))
    if unfitting:
        total = unfitting[0].total
        head = _said(total, "stays that no longer fits", "stay that no longer fit")
        outcome.warnings.append(f"{head}: {_demands(unfitting, cns, total)}")


def _said(count: int, of_one: str, of_many: str) -> str:
    return f"{counted(count, 'assignment')} {of_one if count == 1 else of_many}"


def _listed(head: str, rows: Sequence[AssignedWeekRow], cns: Mapping[int, str]) -> str:
    """One line: the first people by cn, each with how many weeks, and how many people more."""
    weeks_of = {cns[id]: list(group) for id, group in groupby(rows, key=lambda row: row.resource_id)}
    shown = [
        f"{cn} from {Week(weeks[0].year, weeks[0].week).value} ({len(weeks)})"
        for cn, weeks in sorted(weeks_of.items(), key=lambda one: natural_order(key(one[0])))
    ]
    return f"{head}: {some(shown, most=NAMED, of='people')}"


def _demands(rows: Sequence[UnfittingRow], cns: Mapping[int, str], total: int) -> str:
    shown = [
        f"{cns[row.resource_id]} in {Week(row.year, row.week).value} on {row.main_lob} / {row.state} / {row.case_type}"
        for row in rows[:NAMED]
    ]
    return "; ".join(shown) + (f"; and {total - len(shown)} more" if total > len(shown) else "")
