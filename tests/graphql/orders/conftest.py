"""Who plans work orders, in a tenant with three products."""

from collections.abc import AsyncIterator

import pytest

from server.commands.postgres import Addresses
from tests.conftest import is_of_graphql
from tests.support.shopfloor import Worker, planners_of_the_floor
from tests.support.verified import verified


@pytest.fixture
async def planner(empty: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Worker]:
    """A planner; whatever was done, everything stored is right at the end."""
    async for planner in planners_of_the_floor(empty, compares=is_of_graphql(request)):
        async with verified(planner.app.state.database):
            yield planner
