"""Those who keep stock and make plans, who ask for tables too."""

from tests.graphql.plans.conftest import maker
from tests.graphql.stock.conftest import keeper

__all__ = ["keeper", "maker"]
