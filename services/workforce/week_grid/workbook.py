"""The grid as a workbook: a row a person, a column a week, what cells offer, and a key in every row."""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.engine import ReadSession
from db.forecast.demands import all_demands
from db.forecast.lines import lines_by_report_ids
from db.freeing import FreedInPieces
from db.workforce.assignments import weeks_held
from db.workforce.filters import ResourceFilter
from db.workforce.people import people_in_weeks
from db.workforce.rows import HeldWeekRow, PersonRow
from db.workforce.tiers import list_tiers
from services.shared.calendar import Week
from services.shared.template_workbook import LIST, LISTS
from services.shared.templates import MOST_WORDS
from services.shared.workbook import PLAIN_TEXT, Entry, Layout, Merge, NamedRange, SheetRows
from services.workforce.assigning.placement_context import whole_week
from services.workforce.week_grid.columns import FROZEN, KEY, NAMES, heading, months_of, told
from services.workforce.week_grid.row_keys import Held, RowKey
from services.workforce.week_grid.words import WeekWords, WeekWork

SHEET = "Week Assignments"
NO_REPORT = "There is no report yet."
NOTE = (
    "Who does what in which week. A cell names the demand and, after @, the tier where it is not Full Production, such"
    " as Demand @ 75% Ramp, or Demand @ 75% Ramp at 60% for another percentage; whoever has an empty one is free. The"
    " columns in grey only tell. Rows may be sorted, filtered and left out. Sent back, the workbook is previewed:"
    " headroom import week-assignments FILE --tenant NAME"
)
PROMPT = "A demand, alone or with @ and a tier. Empty: nobody is assigned."
ASSIGNMENTS = LIST + "assignments"

HeldWeeks = Mapping[tuple[int, Week], HeldWeekRow]


@dataclass(frozen=True)
class Grid(FreedInPieces):
    """People, their weeks, and what they hold in those; `offered` is what cells offer."""

    weeks: Sequence[Week]
    people: Sequence[PersonRow]
    held: HeldWeeks
    words: WeekWords
    offered: Sequence[str]


async def load_grid(session: ReadSession, *, report_id: int, weeks: Sequence[Week], chosen: ResourceFilter) -> Grid:
    """The grid of some weeks and people, who are active or hold one of the weeks, with the demands of a report."""
    first, last = ((week.year, week.number) for week in (weeks[0], weeks[-1]))
    people = await people_in_weeks(session, chosen, first=first, last=last)
    held = await held_weeks(session, [person.id for person in people], weeks)
    words = await week_words(session)
    demands = [line.demand_id for line in await lines_by_report_ids(session, [report_id])]
    return Grid(weeks, people, held, words, words.offered(demands, most=MOST_WORDS))


async def held_weeks(session: ReadSession, resource_ids: Collection[int], weeks: Sequence[Week]) -> HeldWeeks:
    """What some people hold in some weeks, of which none is left out between the first and the last."""
    first, last = ((week.year, week.number) for week in (weeks[0], weeks[-1]))
    rows = await weeks_held(session, resource_ids, first=first, last=last)
    return {(row.resource_id, Week(row.year, row.week)): row for row in rows}


async def week_words(session: ReadSession) -> WeekWords:
    """The words of a tenant's demands and tiers."""
    return WeekWords(await all_demands(session), await list_tiers(session, include_inactive=True))


def work_of(row: HeldWeekRow | None) -> WeekWork | None:
    """What an assignment is about."""
    return None if row is None else WeekWork(row.demand_id, row.tier_id, whole_week(row))


async def grid_sheets(grid: Grid | None) -> AsyncIterator[SheetRows]:
    """The sheet of a grid and the hidden one of what its cells offer; without a report there are names alone."""
    weeks = grid.weeks if grid is not None else ()
    offered = grid.offered if grid is not None else ()
    yield SheetRows(_layout(weeks, has_list=bool(offered)), _rows(grid) if grid is not None else ())
    if offered:
        ranges = [NamedRange(ASSIGNMENTS, 1, len(offered))]
        layout = Layout(LISTS, [[ASSIGNMENTS]], [PLAIN_TEXT], keys=0, ranges=ranges, is_hidden=True)
        yield SheetRows(layout, ([word] for word in offered))


def _layout(weeks: Sequence[Week], *, has_list: bool) -> Layout:
    first = len(NAMES) + 1
    last = len(NAMES) + len(weeks)
    top = 2  # below the note
    months: list[str | None] = [None] * (last + 1)
    merges, starts = [], []
    place = first
    for month, count in months_of(weeks):
        months[place - 1] = month.label
        starts.append(place)
        if count > 1:
            merges.append(Merge(top, place, top, place + count - 1))
        place += count
    headers = [*NAMES.values(), *map(heading, weeks), KEY]
    return Layout(
        SHEET,
        [months, headers],
        [PLAIN_TEXT] * len(headers),
        keys=FROZEN,
        merges=merges,
        notes=[NOTE if weeks else NO_REPORT],
        noted_once=True,  # over columns as narrow as these it would take half of every page
        wrapped=range(first, last + 1),
        computed=range(1, first),
        hidden=[last + 1],
        entries=[_entry(place, headers[place - 1], has_list=has_list) for place in range(first, last + 1)],
        pages=[FROZEN + 1, *starts],  # what else is said of people, then month by month
    )


def _entry(place: int, title: str, *, has_list: bool) -> Entry:
    entry = Entry(place, title, PROMPT)
    # A tier with another percentage is no word of the list, which is offered all the same.
    return entry._replace(kind="list", list=ASSIGNMENTS, misfits="taken") if has_list else entry


def _rows(grid: Grid) -> Iterator[list[Any]]:
    for person in grid.people:
        held = [_held(grid, work_of(grid.held.get((person.id, week)))) for week in grid.weeks]
        texts = told(person)
        key = RowKey(len(grid.people), person.id, tuple(texts), grid.weeks[0], tuple(held))
        yield [*texts, *(one.text or None for one in held), key.text]


def _held(grid: Grid, work: WeekWork | None) -> Held:
    return Held(grid.words.told(work), work)
