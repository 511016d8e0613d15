"""A supply planner of a tenant that has nothing yet."""

from collections.abc import AsyncIterator

import pytest

from server.commands.postgres import Addresses
from tests.graphql.planning.conftest import Planner, planners, world, world_database

__all__ = ["world", "world_database"]  # a world of people and weeks as well


@pytest.fixture
async def supply(empty: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Planner]:
    """A planner without anything; whatever was done, everything stored is right at the end."""
    async for planner in planners(Planner, empty, request):
        yield planner
