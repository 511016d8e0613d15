"""The filled worksheets of a workbook one by one, repacked so that the reader sees only what was checked."""

import datetime
import io
import math
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from python_calamine import CalamineWorkbook

from sheets._archive import CHUNK, Archive
from sheets._candidate import Candidate, Record
from sheets._errors import Unreadable, too_much_text
from sheets._extent import Extent
from sheets._formats import NumberFormat
from sheets._formulas import Formulas
from sheets._hidden import Hidden
from sheets._markup import whole_tags
from sheets._merged import Merged
from sheets._outline import Outline, Worksheet, outline_of
from sheets._references import Named
from sheets._skeleton import STRINGS, STYLES, WORKSHEET, write_skeleton
from sheets._styles import StyledNumbers, telling_styles
from sheets._texts import References, lengths, referred
from sheets.limits import MIB, SheetLimits
from sheets.sheet import CellValue, Reading

LARGEST_WHOLE = 2**53
MOST_SHEETS = 20  # that are looked at
STORED = 32 * MIB  # are repacked as they are, which saves an eighth of the time; more would take too much memory


class Seen(NamedTuple):
    """What is noted of a worksheet while its XML passes by."""

    numbers: StyledNumbers
    hidden: Hidden
    merged: Merged
    formulas: Formulas


class Workbook:
    """A workbook whose worksheets are read on demand; all of its parts are checked before the first row comes."""

    def __init__(self, content: bytes, *, limits: SheetLimits) -> None:
        """Open and check it; raises Unreadable for whatever cannot be read within the limits."""
        self.limits = limits
        self.archive = Archive(content, limits=limits)
        self.outline = outline_of(self.archive)
        self.styles = styles_of(self.archive, self.outline)
        self.seen = {self.outline.styles, self.outline.strings}
        self.has_data = False

    def candidates(self) -> Iterator[Candidate]:
        """Each worksheet with a filled cell, visible ones first. Raises Unreadable."""
        for worksheet in self.outline.worksheets[:MOST_SHEETS]:
            seen = Seen(StyledNumbers(self.styles), Hidden(), Merged(), Formulas(pending=self.outline.pending))
            reading = self._reading(worksheet)
            records = self._records(worksheet, seen, reading)
            size = self.archive.parts[worksheet.part].file_size
            yield Candidate(records, reading, seen.numbers, seen.hidden, seen.merged, size)
        if not self.has_data:
            raise Unreadable("the workbook has no data", accepted="a header row and rows below it")

    def _records(self, worksheet: Worksheet, seen: Seen, reading: Reading) -> Iterator[Record]:
        packed = io.BytesIO()
        if not self._packed(worksheet, packed, seen):
            return
        if not self.has_data:
            check_rest(self.archive, seen={*self.seen, worksheet.part})
            self.has_data = True
        seen.formulas.describe(reading)
        seen.numbers.pieces = lambda: pieces_of(packed)
        yield from records_of(packed)

    def _packed(self, worksheet: Worksheet, packed: io.BytesIO, seen: Seen) -> bool:
        """Write a worksheet into a new zip with what its cells refer to; False when it has no filled cell."""
        extent, references = Extent(limits=self.limits), References()
        pieces = Named().follow(whole_tags(self.archive.xml(worksheet.part)))
        pieces = seen.merged.follow(seen.hidden.follow(pieces))
        size = sum(self.archive.parts[part].file_size for part in self._repacked(worksheet))
        method = zipfile.ZIP_STORED if size <= STORED else zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(packed, "w", method, compresslevel=1) as out:
            copy(extent.follow(references.follow(seen.formulas.follow(pieces))), out, name=WORKSHEET)
            if extent.is_empty:
                return False
            outline = self.outline
            check_texts(self.archive, worksheet.part, outline.strings, references=references.count, limits=self.limits)
            write_skeleton(out, date1904=outline.date1904)
            copy_shared(self.archive, outline, out)
        return True

    def _repacked(self, worksheet: Worksheet) -> list[str]:
        shared = (self.outline.styles, self.outline.strings)
        return [worksheet.part, *(part for part in shared if part is not None)]

    def _reading(self, worksheet: Worksheet) -> Reading:
        return Reading(
            format="xlsx",
            sheet=worksheet.title,
            is_hidden=worksheet.is_hidden,
            other_sheets=[other.title for other in self.outline.worksheets if other.part != worksheet.part],
        )


def styles_of(archive: Archive, outline: Outline) -> dict[int, NumberFormat]:
    """The styles that change what is seen of a number."""
    return {} if outline.styles is None else telling_styles(archive.xml(outline.styles))


def records_of(packed: io.BytesIO) -> Iterator[Record]:
    """The rows of a repacked worksheet: their numbers from 1 and their cells from column A on."""
    packed.seek(0)
    sheet = CalamineWorkbook.from_filelike(packed).get_sheet_by_index(0)
    return ((number, cells_of(row)) for number, row in enumerate(sheet.iter_rows(), start=1))


def pieces_of(packed: io.BytesIO) -> Iterator[bytes]:
    """The XML of a repacked worksheet, no tag spread over two pieces; whoever reads the same file is not disturbed."""
    with zipfile.ZipFile(io.BytesIO(packed.getvalue())) as unpacked, unpacked.open(WORKSHEET) as part:
        yield from whole_tags(iter(lambda: part.read(CHUNK), b""))


def check_texts(archive: Archive, sheet: str, strings: str | None, *, references: int, limits: SheetLimits) -> None:
    """Refuse a worksheet whose cells hold more text than may come back; what may, the reader copies for every cell."""
    if strings is None or references * archive.parts[strings].file_size <= limits.output:
        return
    texts = lengths(whole_tags(archive.xml(strings)))
    if references * max(texts, default=0) <= limits.output:
        return
    if referred(whole_tags(archive.xml(sheet)), references=references, texts=texts) > limits.output:
        raise too_much_text()


def copy_shared(archive: Archive, outline: Outline, out: zipfile.ZipFile) -> None:
    """Copy the number formats and the texts that cells refer to."""
    for name, target in ((outline.styles, STYLES), (outline.strings, STRINGS)):
        if name is not None:
            copy(archive.xml(name), out, name=target)


def copy(chunks: Iterator[bytes], out: zipfile.ZipFile, *, name: str) -> None:
    """Write one part, a chunk at a time."""
    with out.open(name, "w") as part:
        for chunk in chunks:
            part.write(chunk)


def check_rest(archive: Archive, *, seen: set[str | None]) -> None:
    """Unpack every other part once, for its checks alone."""
    for name in archive.parts.keys() - seen:
        archive.verify(name)


def cells_of(row: list[Any]) -> list[CellValue]:
    """The values of a row as cells; a call for each of millions of plain numbers and texts would take longer."""
    return [
        (int(value) if value.is_integer() else value)
        if type(value) is float and -LARGEST_WHOLE < value < LARGEST_WHOLE
        else value
        if value and type(value) is str
        else cell_of(value)
        for value in row
    ]


def cell_of(value: Any) -> CellValue:
    """A value of the reader as a cell: whole numbers as int, times and infinities as text, blanks as None."""
    if type(value) is float:
        if not math.isfinite(value):
            return str(value)
        return int(value) if value.is_integer() and abs(value) < LARGEST_WHOLE else value
    if isinstance(value, datetime.time | datetime.timedelta):
        return str(value)
    cell: CellValue = None if value == "" else value
    return cell
