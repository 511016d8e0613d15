"""A database that nobody has migrated yet."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from server.commands.postgres import Addresses
from tests.support.cluster import Cluster


@pytest.fixture
def blank(cluster: Cluster) -> Iterator[Addresses]:
    """An empty database of the test's own."""
    name = f"{cluster.prefix}_{uuid4().hex[:12]}"
    cluster.execute(f"CREATE DATABASE {name}")
    try:
        yield cluster.addresses(name)
    finally:
        cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")
