"""How many inputs are tried: a sample in every run, many with --inputs."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --inputs."""
    parser.addoption("--inputs", type=int, default=150, help="inputs a fuzz test tries")


@pytest.fixture
def inputs(request: pytest.FixtureRequest) -> int:
    """How many."""
    return int(request.config.getoption("--inputs"))
