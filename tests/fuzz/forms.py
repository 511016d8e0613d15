"""Multipart requests: the GraphQL multipart specification, and everything around it that is none."""

import json
import random
from typing import Any

from tests.fuzz import shapes

ONE = "mutation($file: Upload!) { previewRosterImport(file: $file) { preview { id } problems { message } } }"
QUERY = "query($file: String, $files: [String!]) { resources(first: 1, filter: { search: $file }) { nodes { cn } } }"
DOCUMENTS = (ONE, ONE, ONE, QUERY, "{ viewer { subject } }", "", "{", None, 7)
VARIABLES: tuple[Any, ...] = (
    {"file": None}, {"file": None}, {"file": None}, {"file": [None, None]}, {"file": {"a": {"b": None}}}, {"file": "x"},
    {"files": [None]}, {}, None, [], [None], 7, {"file": [[None]]}, {"": None}, {"file": None, "0": None},
)  # fmt: skip
PLAN = "mutation($input: ProductionPlanInput!) { createProductionPlan(input: $input) { problems { message } } }"
DAY = "2031-01-01"
PLANNED = {
    "name": None, "sku": "BEAR", "quantity": None, "plannedStart": DAY, "plannedEnd": DAY,
    "schedule": [{"start": None}], "constraints": {"a": None, "b": [None]},
}  # fmt: skip
PLANS = {"query": PLAN, "variables": {"input": PLANNED}}
MISPLACED = ("name", "quantity", "schedule.0.start", "constraints.a", "constraints.b.0", "constraints.c")
STEPS = (
    "file", "files", "0", "1", "-1", "a", "b", "length", "__class__", "", "00", "1e3", "9" * 30, "\u0663", "\ud800",
    "x" * 200,
)  # fmt: skip
NAMES = ("0", "1", "operations", "map", "", "file", "é", "x" * 300, "__proto__")
FILES = ("CN,First Name\r\nCN1,Ada\r\n", "", "\x00", "PK\x03\x04", "x" * 5_000, "=1+1,\r\n")
FILE_NAMES = ("r.csv", "r.xlsx", "../../etc/passwd", "", "r", "x" * 300 + ".csv", "é.csv", "r.csv\x00.exe")


def form(dice: random.Random) -> bytes:
    """A body with the boundary b, whole or mutated."""
    operations: Any = {"query": dice.choice(DOCUMENTS), "variables": dice.choice(VARIABLES)}
    if dice.random() < 0.1:
        operations = dice.choice(([operations], shapes.value(dice), {"operations": operations}))
    where, more = places(dice), []
    if dice.random() < 0.1:
        operations, more = PLANS, [part("0", dice.choice(FILES), file_name=dice.choice(FILE_NAMES))]
        where = {"0": [f"variables.input.{name}" for name in dice.sample(MISPLACED, 2)]}
    parts = [part("operations", _json(operations)), part("map", _json(where)), *more]
    parts += [
        part(name, dice.choice(FILES), file_name=dice.choice(FILE_NAMES))
        for name in dice.sample(NAMES, dice.choice((0, 1, 1, 1, 2, 6)))
    ]
    if dice.random() < 0.2:
        dice.shuffle(parts)
    if dice.random() < 0.1:
        parts.append(dice.choice(parts))
    whole = b"".join(parts) + b"--b--\r\n"
    return shapes.mutated(dice, whole) if dice.random() < 0.3 else whole


def places(dice: random.Random) -> Any:
    """A map: file names with the paths they go to."""
    if dice.random() < 0.15:
        return shapes.value(dice)
    return {
        name: [path(dice) for _ in range(dice.choice((0, 1, 1, 1, 2, 50)))]
        for name in ["0", *dice.sample(NAMES, dice.choice((0, 0, 1, 3)))]
    }


def path(dice: random.Random) -> Any:
    """Where a file may go, or may not."""
    kind = dice.randrange(8)
    if kind < 3:
        return "variables.file"
    if kind == 3:
        return dice.choice(("query", "operationName", "variables", "0.variables.file", "variables.", ".variables.file"))
    if kind == 4:
        return shapes.value(dice)
    return ".".join(["variables", *(dice.choice(STEPS) for _ in range(dice.choice((1, 1, 2, 3, 20))))])


def part(name: str, content: str, *, file_name: str | None = None) -> bytes:
    """A field, or a file."""
    named = f'; filename="{file_name}"' if file_name is not None else ""
    head = f'--b\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + content.encode("utf-8", "replace") + b"\r\n"


def _json(value: Any) -> str:
    try:
        return json.dumps(value)
    except ValueError:  # a number with too many digits to be written
        return "{}"
