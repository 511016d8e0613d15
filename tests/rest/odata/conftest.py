"""Whoever reads sets: over the sample data with the shop floor, which they all share, since nobody changes it."""

from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import Any

import pytest

from server.commands.demo_plans import add_plans
from server.commands.installation import installation
from server.commands.postgres import Addresses
from server.settings import Settings
from tests.conftest import Client, clients
from tests.rest.odata.feed import Feed
from tests.support.clocks import today
from tests.support.cluster import FLOOR, SAMPLE_TENANT, Cluster, Template

Feeds = Callable[..., Feed]


SETTLE = """mutation { settleMaterialDebt(id: "%s", input: {receivedQty: "5", notes: "Half a roll."}, dryRun: false) {
    problems { message } } }"""
DEBTS = "{ materialDebts(first: 50) { edges { node { id status } } } }"


async def _furnish(addresses: Addresses) -> None:
    async with installation(Settings(), addresses) as installed:
        await add_plans(installed, SAMPLE_TENANT, today=today())
    async for client in clients(addresses):
        manager = client("ADMIN")
        debts = (await manager.ask(DEBTS))["materialDebts"]["edges"]
        (approved,) = (edge["node"]["id"] for edge in debts if edge["node"]["status"] == "APPROVED")
        assert (await manager.ask(SETTLE % approved))["settleMaterialDebt"]["problems"] == []


FURNISHED = Template("furnished", _furnish, like=FLOOR)
"""The sample data with something in every set."""


@pytest.fixture(scope="session")
def floor_sample(cluster: Cluster) -> Iterator[Addresses]:
    """A database with rows in every set, for tests that only look."""
    with cluster.clone(FURNISHED) as addresses:
        yield addresses


@pytest.fixture
def changeable_floor_sample(cluster: Cluster) -> Iterator[Addresses]:
    """The same, of the test's own."""
    with cluster.clone(FURNISHED) as addresses:
        yield addresses


@pytest.fixture
async def changed_feed(changeable_floor_sample: Addresses) -> AsyncIterator[Feed]:
    """Who reads and writes it."""
    async for client in clients(changeable_floor_sample):
        yield Feed(client("ADMIN"))


@pytest.fixture
async def feeds(floor_sample: Addresses) -> AsyncIterator[Feeds]:
    """Makes readers of some roles: `feeds("REPORTING", tenant="other")`."""
    async for client in clients(floor_sample):
        yield partial(_feed, client)


def _feed(client: Client, *roles: str, **chosen: Any) -> Feed:
    return Feed(client(*(roles or ("REPORTING",)), **chosen))


@pytest.fixture
def feed(feeds: Feeds) -> Feed:
    """Who may read every set."""
    return feeds()
