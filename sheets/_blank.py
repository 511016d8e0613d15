"""Cells that hold nothing."""

from sheets.sheet import CellValue


def is_blank(cells: list[CellValue]) -> bool:
    """Whether no cell holds anything but white space."""
    # A generator would cost more than most rows do, whose first cell is filled.
    for cell in cells:  # noqa: SIM110
        if cell is not None and not (isinstance(cell, str) and not cell.strip()):
            return False
    return True


def trimmed(cells: list[CellValue]) -> list[CellValue]:
    """The cells up to the last one that is not blank."""
    width = len(cells)
    while width and is_blank(cells[width - 1 : width]):
        width -= 1
    return cells[:width]
