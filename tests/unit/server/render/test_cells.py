"""Texts as a cell can hold them: nothing is lost but what no cell has, and no program reads them as something else."""

import io
import random

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from server.render.cells import CUT, LONGEST, plain
from server.render.workbook import Book
from services.shared.workbook import Layout, SheetRows

# A family of joined emoji, an emoji newer than the interpreter's tables, marks of direction, spaces of all kinds.
KEPT = [
    "👨\u200d👩\u200d👧", "\U0001fae8", "א\u200fב", "a\u00a0b", "a\u3000b", "e\u0301", "\ue000", "a\u00adb",
    "line\nline", "\ttab", "  spaces  ", "=1+1", "#REF!", "TRUE", "<b>&amp;</b>",
    "_x0041_", "_x005F_x0041_", "__x0041_", "_x41_", "_xD83D_",
]  # fmt: skip
PIECES = [*KEPT, "plain ", "_", "x0041_", "_x", "0041"]
LOST = {"a\x00b": "ab", "a\x0b\x1fb\x7f\x85": "ab", "a\ud800b": "ab", "a\ufffeb\uffff": "ab", "a\r\nb\rc": "a\nb\nc"}


def read_back(texts: list[str]) -> list[str]:
    """Texts of a workbook's column as another program reads them."""
    book, file = Book("Texts"), io.BytesIO()
    book.append(SheetRows(Layout("Texts", [["text"]], [None], keys=1), [[text] for text in texts]))
    book.save(file)
    assert len({cell.data_type for (cell,) in openpyxl.load_workbook(file)["Texts"].iter_rows()}) == 1
    file.seek(0)
    return [str(cell) for (cell,) in CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()[1:]]


def test_texts_come_back_as_they_were() -> None:
    drawn = random.Random(17)
    texts = KEPT + ["".join(drawn.choices(PIECES, k=drawn.randint(1, 6))) for _ in range(300)]
    assert read_back(texts) == texts


def test_what_no_cell_can_hold_is_left_out() -> None:
    assert read_back([*LOST]) == [*LOST.values()]


@pytest.mark.parametrize("letter", ["x", "é", "😀", "x😀"])
@pytest.mark.parametrize("over", [-2, 0, 1, 2, 20_000])
def test_a_text_is_cut_as_programs_count_its_letters(letter: str, over: int) -> None:
    text = (letter * LONGEST)[: (LONGEST + over) * len(letter) // units(letter)]
    cut = plain(text)
    assert units(cut) <= LONGEST
    assert cut == text if units(text) <= LONGEST else cut.endswith(CUT)
    assert units(cut) >= min(units(text), LONGEST - 1)
    assert text.startswith(cut.removesuffix(CUT))


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
