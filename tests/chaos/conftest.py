"""The option that says how often the server is killed, and the server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.installation import Installation


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --kills."""
    parser.addoption("--kills", type=int, default=100, help="how often the server is killed")


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """How often."""
    return int(request.config.getoption("--kills"))


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A server with nothing in its database but a tenant."""
    made = Installation(tmp_path / "data")
    made.command("migrate")
    made.command("tenant", "create", "demo")
    made.start()
    yield made
    assert made.process is not None
    made.process.terminate()
    made.process.wait(30)
