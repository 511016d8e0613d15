"""Allocations of figures that hours made larger than answers can say: refused in words, nothing is written."""

import pytest

from tests.graphql.editing.conftest import APRIL, Editor
from tests.graphql.editing.test_cells_follow import set_hours


@pytest.mark.parametrize("kind", ["previewAllocation", "previewRebalance"])
async def test_records_that_became_too_large_are_named(office: Editor, kind: str) -> None:
    edit = {**office.edit_of("KS", "Appeals", cph=0.01), "months": [{"label": "Jun-25", "forecast": 10_000_000}]}
    await office.commit(await office.preview("previewManualUpdate", **APRIL, edits=[edit]))
    await set_hours(office, 6, days=1, hours=0.1)
    (problem,) = await office.refused(kind, report="2025-04")
    assert (problem["code"], "fte_req adds up to" in problem["message"]) == ("INVALID_INPUT", True)
