"""How ours stands beside its limit: what is said while it is measured, and the table at the end."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table


def say(name: str, rows: int, *, ours: float, limit: float) -> None:
    """Say that something was measured, in seconds."""
    print(f"{name}, {rows:,} rows: {ours:.2f} s, {limit:.2f} s the limit", flush=True)


def beside(ours: float, limit: float, *, form: str = ".2f") -> tuple[str, str]:
    """Two cells: both figures, and how many times the limit ours is."""
    return f"{ours:{form}} / {limit:{form}}", f"{ours / limit:.2f}"


def show_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, of: str = "", width: int = 132
) -> None:
    """Print a table; what its rows are `of` stands above their names, the figures to the right."""
    table = Table(of, title=title, title_justify="left")
    for name in columns:
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(*row)
    Console(width=width, highlight=False).print(table)
