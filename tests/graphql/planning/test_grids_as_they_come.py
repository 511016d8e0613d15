"""The grid of week assignments as people send it: with merged cells, without rows."""

from tests.graphql.planning.conftest import Planner
from tests.graphql.planning.test_week_grid import accepted, busy, committed, grid, previewed
from tests.support.returned import edited


async def test_merged_cells_are_refused_by_name_and_end_nothing(world: Planner) -> None:
    content = edited(await busy(world), lambda sheet: sheet.merge_cells("H4:K4"))
    (problem,) = (await previewed(world, content))["problems"]
    assert problem["message"] == "cells are merged, the first are H4:K4"


async def test_one_of_nobody_comes_back_as_an_empty_preview(world: Planner) -> None:
    preview = await accepted(world, edited(await grid(world, state="ZZ")))
    assert (preview["updated"], preview["unchanged"], preview["rejected"], preview["ignoredColumns"]) == (0, 0, [], [])
    assert await committed(world, preview) == {"updated": 0, "deallocatedAssignments": 0}
