"""Importing a roster: actual people, created or updated by cn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from db.engine import ReadSession, WriteSession
from db.freeing import FreedInPieces
from db.shared.enums import MOST_WORDS, TermKind, WorkType
from db.workforce.assignments import unconfigured_weeks
from db.workforce.enums import ResourceType
from db.workforce.fitness import ProposedFit
from db.workforce.people import NewResource, all_resources, upsert_resources
from db.workforce.presence import ProposedDays
from db.workforce.rows import EndingRow, PersonRow
from db.workforce.words import words_in_use
from services.shared.calendar import Week
from services.shared.cell_words import CellWords
from services.shared.commit_once import Committing
from services.shared.file_cells import CellKinds
from services.shared.import_kinds import ImportCommand, ImportKind
from services.shared.imports import ImportOutcome, Record, Records, plain_text, reject_repeats, text_list
from services.shared.progress import Progress, silent
from services.shared.states import meant_state, parse_state
from services.shared.text import key, shown
from services.shared.vocabulary import Vocabulary
from services.workforce.imports.alike import alike, difference, lost_zeros
from services.workforce.imports.months import parse_work_type
from services.workforce.imports.roster_consequences import tell_consequences, unfitting_after
from services.workforce.imports.templates import ROSTER_TEMPLATE
from services.workforce.people.days import days_out_of_order
from services.workforce.people.doubtful_words import likely_words
from services.workforce.people.find_person import PLACEHOLDER_CN
from services.workforce.people.leaving import ending, follow_days, kept, proposed_days
from services.workforce.people.spelling import distinct_skills
from sheets.cells import calendar_date, yes_no
from sheets.columns import Headings
from sheets.sheet import CellValue, Sheet

COLUMNS = {
    "cn": ("CN", "CN Number"),
    "first_name": ("First Name",),
    "last_name": ("Last Name",),
    "opid": ("OPID", "OP ID"),
    "platform": ("Primary Platform", "Platform"),
    "location": ("Location",),
    "states": ("State", "States", "State List"),
    "skills": ("Skills", "Case Types", "Case Type", "NewWorkType"),
    "is_active": ("PartOfProduction",),
    "hire_date": ("Hire Date",),
    "last_day": ("Last Day", "Termination Date"),
}
REQUIRED = {"cn", "first_name", "last_name", "platform", "location", "states", "skills"}
CELLS = CellKinds(identifiers={"cn", "opid"}, dates={"hire_date", "last_day"})
SEPARATORS = "|,;"
STATES_ACCEPTED = "two-letter codes or N/A, separated by |, are accepted"
CHUNK = 10_000
PLACE_AND_DAYS = ("location", "hire_date", "last_day")

T = TypeVar("T")


@dataclass
class RosterImport(FreedInPieces):
    """People ready to be written."""

    outcome: ImportOutcome
    people: list[NewResource]
    vocabulary: Vocabulary
    over: list[tuple[int, datetime]] = field(default_factory=list)
    days: list[ProposedDays] = field(default_factory=list)
    following: list[int] = field(default_factory=list)
    fits: list[ProposedFit] = field(default_factory=list)
    ends: Sequence[EndingRow] = ()

    @property
    def plan(self) -> object:
        """Everything a commit would write, and over what."""
        return self.people, self.days, self.following, self.fits, [row.id for row in self.ends], self.over

    async def commit(self, session: WriteSession, *, progress: Progress = silent) -> None:
        """Create and update the people; whoever changed location or days, or left, is followed by assignments."""
        await self.vocabulary.save(session)
        for start in range(0, len(self.people), CHUNK):
            progress("Writing people", start, len(self.people))
            await upsert_resources(session, self.people[start : start + CHUNK])
        progress("Writing people", len(self.people), len(self.people))
        if self.days and (past := await follow_days(session, self.following, self.ends)):
            self.outcome.details["past assignments kept before a first day"] = len(past)


async def preview_roster(
    session: ReadSession, sheet: Sheet, *, today: date, progress: Progress = silent
) -> RosterImport:
    """Check a roster against the people there are; raises InvalidInput for missing columns."""
    records = Records.matched(sheet, wanted=COLUMNS, required=REQUIRED, kinds=CELLS)
    vocabulary = await Vocabulary.load(session)
    known = {row.cn_key: row for row in await all_resources(session)}
    preview = RosterImport(ImportOutcome(ignored_columns=records.ignored), [], vocabulary)
    read = [(record, record.read("cn", plain_text)) for record in records]
    reject_repeats(
        [(record, alike(cn) if cn else None) for record, cn in read],
        lambda cn: f"CN {cn.upper()}",
        name="cn",
    )
    by_look = {alike(cn): row.cn for cn, row in known.items()}
    immovable = await _immovable(session, [(known.get(key(cn)), record) for record, cn in read if cn])
    words = CellWords()
    for place, (record, cn) in enumerate(read, start=1):
        if place % 1000 == 0 or place == len(read):
            progress("Checking people", place, len(read))
        stored = known.get(key(cn)) if cn else None
        if stored is not None and stored.id in immovable:
            record.fault(
                f"is assigned in {immovable[stored.id]}, which has no week configuration there; "
                f"{stored.location.title()} is accepted, or any with configured weeks",
                name="location",
            )
        if cn and stored is None and (other := by_look.get(alike(cn))) is not None:
            record.fault(difference(cn, other), name="cn")
        person = _person(record, cn, stored, vocabulary)
        if person is None:
            preview.outcome.rejected.append(record.rejection())
        else:
            _sort_in(preview, person, stored)
            _note_words(words, record, person)
    preview.outcome.warnings += words.warnings(likely_words(await words_in_use(session)))
    records.describe(preview.outcome)
    preview.ends = await ending(session, preview.days, today=today)
    past = await kept(session, preview.days, preview.ends, today=today)
    unfitting = await unfitting_after(session, preview.fits, preview.ends, today=today)
    tell_consequences(preview.outcome, preview.ends, past, unfitting, {row.id: row.cn for row in known.values()})
    return preview


class RosterImportKind(ImportKind[RosterImport]):
    """People."""

    name = "ROSTER_IMPORT"
    committed_by = "commitImport"
    label = "roster"
    headings = Headings(COLUMNS, REQUIRED)
    template = ROSTER_TEMPLATE
    command = ImportCommand(
        2,
        "People: CN, First Name, Last Name, OPID, Platform, Location, State, Skills, PartOfProduction, Hire Date,"
        " Last Day.",
    )

    async def preview(
        self, session: ReadSession, *, sheet: Sheet, subject: str, committing: Committing
    ) -> RosterImport:
        """Check a roster; raises InvalidInput for missing columns."""
        return await preview_roster(session, sheet, today=committing.today, progress=committing.progress)


ROSTER_IMPORT = RosterImportKind()


async def _immovable(session: ReadSession, rows: Sequence[tuple[PersonRow | None, Record]]) -> dict[int, str]:
    """Who cannot move where their row says: the first week they are assigned in that is not configured there."""
    moving: dict[WorkType, list[int]] = {}
    for stored, record in rows:
        location = record.peek("location", parse_work_type)
        if stored is not None and location is not None and location != stored.location:
            moving.setdefault(location, []).append(stored.id)
    first_week: dict[int, str] = {}
    for location, ids in moving.items():
        for row in await unconfigured_weeks(session, ids, location):
            first_week.setdefault(row.resource_id, Week(row.year, row.week).value)
    return first_week


def _note_words(words: CellWords, record: Record, person: NewResource) -> None:
    given = {
        "platform": ("platform", [person.platform]),
        "skills": ("skill", person.skills),
        "states": ("state", person.states),
    }
    for name, (kind, said) in given.items():
        words.note(kind, said, row=record.number, column=record.header(name))


def _sort_in(preview: RosterImport, person: NewResource, stored: PersonRow | None) -> None:
    if stored is None:
        preview.outcome.created += 1
    elif _same(stored, person):
        preview.outcome.unchanged += 1
        return
    else:
        preview.outcome.updated += 1
        preview.over.append((stored.id, stored.updated_at))
        _note_consequences(preview, person, stored)
    preview.people.append(person)


def _note_consequences(preview: RosterImport, person: NewResource, stored: PersonRow) -> None:
    """Whose assignments may end or change with a row, and whose may no longer fit."""
    has_other_days = any(getattr(stored, name) != getattr(person, name) for name in PLACE_AND_DAYS)
    if has_other_days:
        preview.following.append(stored.id)
    if has_other_days or (stored.is_active and not person.is_active):
        preview.days.append(
            proposed_days(
                stored,
                location=person.location,
                hire_date=person.hire_date,
                last_day=person.last_day,
                is_active=person.is_active,
            )
        )
    if (
        (stored.platform, stored.location) != (person.platform, person.location)
        or not {*stored.states} <= {*person.states}
        or not {*stored.skills} <= {*person.skills}
    ):
        preview.fits.append(ProposedFit(stored.id, person.platform, person.location, person.states, person.skills))


def _person(record: Record, cn: str | None, stored: PersonRow | None, vocabulary: Vocabulary) -> NewResource | None:
    first, last = record.read("first_name", plain_text), record.read("last_name", plain_text)
    platform = record.read("platform", plain_text)
    location = record.read("location", parse_work_type)
    states = record.read("states", _states)
    skills = record.read("skills", _words)
    opid = _kept(record, "opid", plain_text, stored)
    if opid and stored is not None and stored.opid and lost_zeros(opid, stored.opid):
        record.fault(difference(opid, stored.opid), name="opid")
    hired = _kept(record, "hire_date", calendar_date, stored)
    last_day = _kept(record, "last_day", calendar_date, stored)
    if fault := days_out_of_order(hire_date=hired, last_day=last_day):
        record.fault(
            f"{fault}; a later day, or none, is accepted", name="last_day" if record.has("last_day") else "hire_date"
        )
    active = record.read_optional("is_active", yes_no)
    if cn and stored is None and PLACEHOLDER_CN.fullmatch(key(cn)):
        record.fault(f"{shown(cn)} is a number kept for placeholders; a cn of the person's own is accepted", name="cn")
    if stored is not None and stored.resource_type == ResourceType.PLACEHOLDER:
        record.fault(
            f"{stored.cn} is a placeholder; a cn of the person's own is accepted, and conversion gives them its weeks",
            name="cn",
        )
    if not record.is_good or not (cn and first and last and platform and location and states and skills):
        return None
    return NewResource(
        cn=stored.cn if stored else shown(cn),
        cn_key=key(cn),
        display_name=f"{first} {last}",
        first_name=first,
        last_name=last,
        opid=opid,
        platform=vocabulary.spell(TermKind.PLATFORM, platform),
        location=location,
        states=states,
        skills=tuple(distinct_skills(vocabulary, skills)),
        is_active=active if active is not None else stored.is_active if stored else True,
        hire_date=hired,
        last_day=last_day,
    )


def _kept(record: Record, name: str, parse: Callable[[CellValue], T], stored: PersonRow | None) -> T | None:
    # A file without the column says nothing about it; one with an empty cell says there is none.
    if not record.has(name):
        return getattr(stored, name) if stored else None
    return record.read_optional(name, parse)


def _states(cell: CellValue) -> tuple[str, ...]:
    states: dict[str, None] = {}
    for part in [] if cell is None else _words(cell):
        try:
            states[parse_state(part)] = None
        except ValueError:
            raise ValueError(f"{shown(part)} is no state; {STATES_ACCEPTED}{meant_state(part)}") from None
    if not states:
        raise ValueError(f"is missing; {STATES_ACCEPTED}")
    return tuple(states)


def _words(cell: CellValue) -> list[str]:
    words = text_list(cell, separators=SEPARATORS)
    if len(words) > MOST_WORDS:
        raise ValueError(f"has {len(words):,} entries; at most {MOST_WORDS} are accepted")
    return words


def _same(stored: PersonRow, person: NewResource) -> bool:
    return all(
        tuple(getattr(stored, name)) == value if isinstance(value, tuple) else getattr(stored, name) == value
        for name, value in person._asdict().items()
    )
