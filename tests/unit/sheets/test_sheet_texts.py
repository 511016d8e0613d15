"""How much text cells refer to: counted as it is, wherever the pieces are cut, and never too little."""

from collections.abc import Iterator

import pytest

from sheets._markup import whole_tags
from sheets._texts import References, lengths, referred
from sheets.limits import SheetLimits
from sheets.read import read_sheet
from tests.unit.sheets.files import workbook

STRINGS = b'<sst count="3"><si><t>abc</t></si><si><r><t>de</t></r></si ><x:si><t/></x:si></sst>'
SIZES = [len(b'<sst count="3"><si><t>abc</t>'), len(b"<si><r><t>de</t></r>"), len(b"<x:si><t/>")]
USUAL = b'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>7</v></c><c r="C1" s="2" t="s"><v>1</v></c></row>'
UNUSUAL = [
    b"<x:c t = 's' r='A1'><x:v> 0 </x:v></x:c>" + b'<c r="B1" t="s"\n><v>1</v></c>',
    b'<c r="A1" t="s"><f>1</f><v>0</v></c><c r="B1" t="s"><v>1</v></c>',
    b'<c r="A1" t="s"/><c r="B1" t="s"><v>1</v></c>',
]


def cut(content: bytes, size: int) -> Iterator[bytes]:
    return whole_tags(content[start : start + size] for start in range(0, len(content), size))


def counted(sheet: bytes, size: int = 1000) -> int:
    references = References()
    for _ in references.follow(cut(sheet, size)):
        pass
    return referred(cut(sheet, size), references=references.count, texts=lengths(cut(STRINGS, size)))


@pytest.mark.parametrize("size", [1, 3, 7, 20, 1000])
def test_texts_are_counted_as_they_are_wherever_the_pieces_are_cut(size: int) -> None:
    assert list(lengths(cut(STRINGS, size))) == SIZES
    assert counted(USUAL, size) == SIZES[0] + SIZES[1]


@pytest.mark.parametrize("sheet", UNUSUAL)
def test_a_cell_written_in_another_way_counts_no_less(sheet: bytes) -> None:
    assert counted(sheet) >= SIZES[0] + SIZES[1]


async def test_a_long_text_beside_very_many_short_ones_is_read() -> None:
    rows = [["CN", "Notes"], ["CN0", "x" * 30_000], *([f"CN{number}", "short"] for number in range(1, 5_000))]
    sheet = await read_sheet(workbook(*rows), filename="roster.xlsx", limits=SheetLimits(output=4 * 1024 * 1024))
    assert (len(sheet.rows), len(str(sheet.rows[0].cells[1]))) == (5_000, 30_000)
