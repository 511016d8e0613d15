"""A template as a workbook: the sheet that is filled in, how to do so, and the lists that its cells offer."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from typing import Any, NamedTuple

from db.engine import ReadSession
from services.shared.calendar import Month
from services.shared.download import Download
from services.shared.import_kinds import AnyImportKind
from services.shared.table import ColumnType
from services.shared.templates import MOST_WORDS, Template, TemplateColumn, Words
from services.shared.workbook import (
    DAY,
    PLAIN_TEXT,
    WHOLE,
    Entry,
    Format,
    Layout,
    Misfits,
    NamedRange,
    SheetRows,
    Workbook,
)

PATH = "/api/v2/templates"
HOW, LISTS = "How to fill in", "Lists"
HOW_HEADERS = ("Column", "Needed", "What it says", "What is accepted", "Unit", "Example")
LIST = "list_"  # what the names of ranges begin with, so that none is the name of a cell
LONGEST_TITLE, LONGEST_PROMPT = 32, 255  # of what a program says beside a cell
YEAR = "0"


class FilledIn(NamedTuple):
    """A kind of file that people fill in, and its template."""

    kind: AnyImportKind
    template: Template

    @property
    def filename(self) -> str:
        """The name that it is saved under."""
        return f"headroom-template-{self.kind.label}.xlsx"


@dataclass(frozen=True)
class Heading:
    """A column of the sheet: what it is headed by, what it means, and the words that its cells offer."""

    text: str
    column: TemplateColumn
    is_needed: bool
    words: Sequence[str]

    @property
    def offers_all(self) -> bool:
        """Whether the list has every word that is accepted."""
        return self.column.words is not None and self.column.words.is_closed and len(self.words) < MOST_WORDS


async def template_workbook(session: ReadSession | None, file: FilledIn, today: date) -> Workbook:
    """The template of a kind of file with the words of a tenant; without one, with those that all have."""
    headings = await _headings(session, file, today)
    return Workbook(f"Template: {file.template.title}", file.filename, _parts(file, headings, today))


def template_download(file: FilledIn) -> Download[FilledIn]:
    """The template of a kind as a download; who previews such a file may have it."""

    async def find(_: ReadSession, __: Mapping[str, str]) -> FilledIn:
        return file

    async def workbook(session: ReadSession, found: FilledIn, now: datetime) -> Workbook:
        return await template_workbook(session, found, now.date())

    return Download(
        path=f"{PATH}/{file.kind.label}.xlsx",
        name=f"template-{file.kind.label}",
        summary=f"A workbook to be filled in and imported: {file.template.title}.",
        permission=file.kind.permissions[0],
        parameters={},
        find=find,
        not_found="",
        workbook=workbook,
    )


def template_told(file: FilledIn) -> dict[str, Any]:
    """What a list of templates says of one."""
    download, headings = template_download(file), file.kind.headings
    return {
        "kind": file.kind.label,
        "title": file.template.title,
        "url": download.path,
        "permission": download.permission,
        "columns": [
            {"heading": spellings[0], "needed": field in headings.required}
            for field, spellings in headings.wanted.items()
        ],
    }


async def _headings(session: ReadSession | None, file: FilledIn, today: date) -> list[Heading]:
    (kind, template), found = file, []
    for field, spellings in kind.headings.wanted.items():
        column = template.columns[field]
        words = await _words(session, column.words, today)
        found.append(Heading(spellings[0], column, field in kind.headings.required, words))
    if template.months is not None:
        months: Sequence[Month] = await template.months.months(session, today)
        found += [Heading(month.label, template.months.column, True, ()) for month in months]
    return found


async def _words(session: ReadSession | None, words: Words | None, today: date) -> Sequence[str]:
    if words is None:
        return ()
    if session is None or words.find is None:
        return words.fixed
    return await words.find(session, today, MOST_WORDS)


async def _parts(file: FilledIn, headings: Sequence[Heading], today: date) -> AsyncIterator[SheetRows]:
    yield SheetRows(_sheet(file.template.title, headings), ())
    yield SheetRows(_how(file), _explained(headings, today))
    if lists := _lists(headings):
        ranges = [NamedRange(LIST + name, place, len(words)) for place, (name, words) in enumerate(lists.items(), 1)]
        layout = Layout(
            LISTS, [[LIST + name for name in lists]], [PLAIN_TEXT] * len(lists), keys=0, ranges=ranges, is_hidden=True
        )
        yield SheetRows(layout, zip_longest(*lists.values()))


def _lists(headings: Sequence[Heading]) -> dict[str, Sequence[str]]:
    return {one.column.words.name: one.words for one in headings if one.column.words is not None and one.words}


def _sheet(title: str, headings: Sequence[Heading]) -> Layout:
    return Layout(
        title,
        [[one.text for one in headings]],
        [_format(one.column) for one in headings],
        keys=1,
        entries=[_entry(place, one) for place, one in enumerate(headings, start=1)],
    )


def _format(column: TemplateColumn) -> Format:
    if column.type is ColumnType.INTEGER:
        return YEAR if column.is_year else WHOLE
    return {ColumnType.TEXT: PLAIN_TEXT, ColumnType.DATE: DAY}.get(column.type)


def _entry(place: int, heading: Heading) -> Entry:
    column = heading.column
    needed = "" if heading.is_needed else "May be empty. "
    prompt = f"{needed}{column.about} Accepted: {column.takes}."
    prompt = prompt if len(prompt) <= LONGEST_PROMPT else f"{prompt[: LONGEST_PROMPT - 1]}…"
    said = Entry(place, heading.text[:LONGEST_TITLE], prompt)
    if column.words is not None and heading.words:
        # Several words in a cell are no word of the list, which is offered all the same.
        others: Misfits = "taken" if column.takes_several else "refused" if heading.offers_all else "asked"
        return said._replace(kind="list", list=LIST + column.words.name, misfits=others)
    if column.type is ColumnType.DATE:
        return said._replace(kind="date")
    if column.bound is not None:
        bound = column.bound
        return said._replace(
            kind="whole" if column.type is ColumnType.INTEGER else "decimal",
            least=bound.least if bound.above is None else bound.above,
            most=bound.most if bound.below is None else bound.below,
        )
    return said


def _how(file: FilledIn) -> Layout:
    kind, title, command = file.kind, file.template.title, file.kind.command
    subject = "" if kind.subject_option is None else f" --{kind.subject_option.name} …"
    sent = f" Then: headroom import {kind.label} FILE --tenant …{subject}" if command is not None else ""
    notes = [
        file.template.note,
        f"Rows go below the headings of the sheet {title}; this sheet is not read, and its example is no row.{sent}",
    ]
    return Layout(
        HOW, [HOW_HEADERS], [None] * len(HOW_HEADERS), keys=1, notes=notes, wrapped=range(1, len(HOW_HEADERS) + 1)
    )


def _explained(headings: Sequence[Heading], today: date) -> Iterator[list[Any]]:
    for one in headings:
        column = one.column
        needed = "yes" if one.is_needed else "no"
        yield [one.text, needed, column.about, column.takes, column.unit, column.example_of(one.words, today)]
