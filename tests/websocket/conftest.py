"""Two servers over one database, as an installation has them behind a load balancer."""

from collections.abc import Iterator

import pytest

from server.commands.postgres import Addresses
from tests.support.cluster import SAMPLE, Cluster
from tests.support.live import LiveServer, serving


@pytest.fixture(scope="module")
def data(cluster: Cluster) -> Iterator[Addresses]:
    with cluster.clone(SAMPLE) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def two(data: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, LiveServer]]:
    with (
        serving(data.service, tmp_path_factory.mktemp("one")) as one,
        serving(data.service, tmp_path_factory.mktemp("other")) as other,
    ):
        yield one, other
