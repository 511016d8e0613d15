"""From columns to the answer's dicts: one comprehension, written and compiled for the names of a selection."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

DictMaker = Callable[..., list[dict[str, Any]]]


@lru_cache(maxsize=4096)
def dict_maker(names: tuple[tuple[str, str | None], ...]) -> DictMaker:
    """A function that makes dicts of columns: it takes their count, and a column for each name without a constant.

    `names` are (response name, constant or None), in the order of the dict's keys.

    Why compiled: a large answer is a hundred thousand small dicts with the same few keys. A loop over names and columns
    would do several steps of Python for each value, `dict(zip(names, row))` builds and hashes as many pairs; a literal
    `{"id": c0, "name": c1}` inside a comprehension is the fastest way that Python has. Such a literal has to be written
    down, and the names are known only when the question is. So the source is made here, and compiled once a selection.

    Why that is safe: a name in GraphQL consists of letters, digits and underscores, which the parser has checked, and
    stands in the source only between the quotes that `repr` writes.
    """
    variables = [f"c{number}" for number, (_, constant) in enumerate(names) if constant is None]
    items = ", ".join(
        f"{name!r}: {f'c{number}' if constant is None else repr(constant)}"
        for number, (name, constant) in enumerate(names)
    )
    if not variables:
        source = f"lambda count: [{{{items}}} for _ in range(count)]"
    elif len(variables) == 1:
        source = f"lambda count, columns0: [{{{items}}} for {variables[0]} in columns0]"
    else:
        columns = ", ".join(f"columns{number}" for number in range(len(variables)))
        source = f"lambda count, {columns}: [{{{items}}} for {', '.join(variables)} in zip({columns}, strict=True)]"
    maker: DictMaker = eval(source, {"zip": zip, "range": range})  # noqa: S307 – see above
    return maker
