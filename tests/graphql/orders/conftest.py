"""Who plans work orders, in a tenant with three products."""

from collections.abc import AsyncIterator

import pytest

from server.commands.postgres import Addresses
from tests.conftest import expect_right_figures, is_of_graphql
from tests.support.shopfloor import Worker, planners_of_the_floor


@pytest.fixture
async def planner(empty: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Worker]:
    """A planner; whatever was done, everything stored is right at the end."""
    async for planner in planners_of_the_floor(empty, compares=is_of_graphql(request)):
        yield planner
        await expect_right_figures(planner.app.state.database)
