"""Who may do what, and what stays of it: tested in the planners' world."""

from tests.graphql.planning.conftest import world

__all__ = ["world"]
