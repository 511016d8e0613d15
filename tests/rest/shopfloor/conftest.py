"""Who watches the shop floor and changes nothing, and who writes its rows."""

import pytest

from tests.graphql.plans.conftest import Maker, floor, maker

__all__ = ["floor", "maker", "watcher"]


@pytest.fixture
def watcher(maker: Maker) -> Maker:
    """Somebody who asks for tables: a planner may not, and a manager sees stock too."""
    return maker.as_("wati", "MANAGER")
