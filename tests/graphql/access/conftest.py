"""Who may do what, and what stays of it: tested in the planners' world, and beside a neighbour."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from server.commands.postgres import Addresses
from tests.graphql.planning.conftest import world, world_database
from tests.support.cluster import Cluster
from tests.support.twins import STREET, Street, Twins, settled_street, twins_of

__all__ = ["world", "world_database"]


@pytest.fixture(scope="session")
def street(cluster: Cluster) -> Street:
    """The sample data in the tenant demo, and one of everything in the tenant other."""
    return settled_street(cluster)


@pytest.fixture(scope="module")
def copies(cluster: Cluster) -> Iterator[tuple[Addresses, Addresses]]:
    """Two copies of the street."""
    with cluster.clone(STREET) as first, cluster.clone(STREET) as second:
        yield first, second


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def twins(street: Street, copies: tuple[Addresses, Addresses]) -> AsyncIterator[Twins]:
    """Applications over the two copies; for tests that leave them equal."""
    async with twins_of(street, *copies) as found:
        yield found


@pytest.fixture
def own_copies(cluster: Cluster) -> Iterator[tuple[Addresses, Addresses]]:
    """Two copies of the test's own."""
    with cluster.clone(STREET) as first, cluster.clone(STREET) as second:
        yield first, second
