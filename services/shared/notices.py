"""What was noticed while cells were read: told once for each kind of notice, with how often and where first."""

from typing import NamedTuple


class Notice(NamedTuple):
    """A kind of notice: what was done, to be said after "3 cells were"."""

    done: str


AS_SHOWN = Notice("read as they are shown")
WITHOUT_DECIMALS = Notice("read without decimals that a program added")
UNWRAPPED = Notice("read without the sign that keeps a spreadsheet from making a number of them")
WITHOUT_FORMAT = Notice("read without the separators and decimals that their format adds")
IN_USUAL_WIDTH = Notice("read with letters and digits of the usual width")
GARBLED = Notice("read as they are, and look like UTF-8 that a program took for another code page")
MONTH_FIRST = Notice("read with the month first, as no other date of the file tells whether days come first")
WITHOUT_TIME = Notice("read without their time of day")
WITHOUT_UNSEEN = Notice("read without invisible characters")


class Notices:
    """Notices by kind and cell; a cell that is read twice counts once."""

    def __init__(self) -> None:
        self._found: dict[Notice, dict[tuple[int, str], str]] = {}

    def note(self, notice: Notice, *, row: int, column: str, detail: str) -> None:
        """Note it of one cell; `detail` is what was read and what stands there."""
        self._found.setdefault(notice, {}).setdefault((row, column), detail)

    def warnings(self) -> list[str]:
        """A sentence for each kind."""
        return [_sentence(notice, cells) for notice, cells in self._found.items()]


def _sentence(notice: Notice, cells: dict[tuple[int, str], str]) -> str:
    (row, column), detail = next(iter(cells.items()))
    count = "1 cell was" if len(cells) == 1 else f"{len(cells)} cells were"
    return f"{count} {notice.done}: {detail} in row {row}, {column}" + (", first" if len(cells) > 1 else "")
