"""What is kept of a previewed file tells any other plan and outcome."""

from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any
from uuid import UUID

import orjson

from services.shared.commit_once import Committing
from services.shared.import_kinds import WRITTEN_AT_ONCE, ImportKind, Upload, preview_upload
from services.shared.imports import CellChange, ImportOutcome, Rejection
from sheets.columns import Headings
from sheets.sheet import Sheet

COLUMNS = {"word": ("Word",)}
NOBODY = UUID(int=0)
COMMITTING = Committing(preview_id=NOBODY, history_log_id=NOBODY, execution_id=NOBODY, today=date(2026, 1, 1))
MANY = 3 * WRITTEN_AT_ONCE + 1


@dataclass
class Previewed:
    """An import that would write a plan."""

    plan: object = ()
    outcome: ImportOutcome = field(default_factory=ImportOutcome)

    async def commit(self, session: Any, **_: Any) -> None:
        """Nothing is written."""


class Kind(ImportKind[Previewed]):
    """A file of words, of which comes what is told beforehand."""

    name, label, headings = "WORDS", "words", Headings(COLUMNS, frozenset(COLUMNS))

    def __init__(self, previewed: Previewed) -> None:
        self.previewed = previewed
        self.sheet = Sheet(headers=[], rows=[])

    async def preview(self, session: Any, *, sheet: Sheet, subject: str, committing: Committing) -> Previewed:
        """Look at the rows, which are there."""
        assert [row.cells for row in sheet.rows] == [["one"], ["two"]]
        self.sheet = sheet
        return self.previewed


async def digest(previewed: Previewed) -> str:
    """What the kept preview is compared by."""
    kind, nothing = Kind(previewed), Any
    _, content = await preview_upload(
        nothing,
        Upload("words.csv", b"Word\none\ntwo\n"),
        kind=kind,
        committing=COMMITTING,  # type: ignore[arg-type]
    )
    assert not kind.sheet.rows  # nobody needs them any longer
    return str(orjson.loads(content.partition(b"\n")[0])["digest"])


def rejections(count: int) -> list[Rejection]:
    return [Rejection(row, "Word", "one", "is no word") for row in range(count)]


DIFFERENT = [
    Previewed(),
    Previewed(([],)),
    Previewed(([], [])),
    Previewed(([1], [2])),
    Previewed(([1, 2], [])),
    Previewed(list(range(MANY))),
    Previewed([*range(MANY - 1), -1]),
    Previewed(outcome=ImportOutcome(created=1, updated=23)),
    Previewed(outcome=ImportOutcome(created=12, updated=3)),
    Previewed(outcome=ImportOutcome(created=1, updated=2, unchanged=3)),
    Previewed(outcome=ImportOutcome(rejected=rejections(MANY))),
    Previewed(outcome=ImportOutcome(rejected=rejections(MANY - 1))),
    Previewed(outcome=ImportOutcome(rejected=[*rejections(MANY - 1), Rejection(MANY - 1, None, "one", "is no word")])),
    Previewed(outcome=ImportOutcome(warnings=["a", "b"])),
    Previewed(outcome=ImportOutcome(warnings=["a', 'b"])),
    Previewed(outcome=ImportOutcome(ignored_columns=["a", "b"])),
    Previewed(outcome=ImportOutcome(details={"ended": 1})),
    Previewed(outcome=ImportOutcome(changed_cells=[CellChange(1, "Word", "A1", None, "one")])),
]


async def test_a_digest_tells_any_difference() -> None:
    digests = [await digest(one) for one in DIFFERENT]
    assert [pair for pair in combinations(range(len(digests)), 2) if digests[pair[0]] == digests[pair[1]]] == []
    assert [await digest(one) for one in DIFFERENT[-3:]] == digests[-3:]
