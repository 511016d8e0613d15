"""The option that says how often the server is killed."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --kills."""
    parser.addoption("--kills", type=int, default=100, help="how often the server is killed")


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """How often."""
    return int(request.config.getoption("--kills"))
