"""How many inputs are tried: a sample in every run, many with --inputs; and a real server over a small world."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest

from tests.graphql.planning.conftest import WORLD
from tests.support.cluster import Cluster
from tests.support.live import LiveServer, serving


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Callable[[int], None]:
    """Notes how many inputs a test has sent, for the last line of the run."""
    return partial(record_property, "inputs")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many inputs there were."""
    passed = [dict(report.user_properties) for report in terminalreporter.getreports("passed")]
    if sent := sum(int(properties.get("inputs", 0)) for properties in passed):
        terminalreporter.write_line(f"{sent:,} inputs sent")


@dataclass(frozen=True)
class Served:
    """A server, and what it says of itself."""

    server: LiveServer

    def accidents(self) -> list[str]:
        """Lines of the log that tell of an error nobody expected."""
        return [str(line)[-2_000:] for line in self.server.logged() if line["level"] == "ERROR"]


@pytest.fixture(scope="session")
def served(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the planners' world: few rows, so that answers are quick."""
    folder = tmp_path_factory.mktemp("served")
    with cluster.clone(WORLD) as addresses, serving(addresses.service, folder) as server:
        yield Served(server)
