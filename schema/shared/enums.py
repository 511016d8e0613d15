"""Closed sets of other floors as enums of the API, every value in words."""

from enum import Enum

import strawberry

from db.shared.enums import AuditOrder, OrderDirection, WorkType

__all__ = ["AuditOrder", "OrderDirection", "WorkType", "describe"]


def describe(members: type[Enum], description: str, **values: str) -> None:
    """Make an enum of the API, what it and each of its values mean; raises KeyError for a value without words."""
    strawberry.enum(members, description=description)
    for value in members.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = values[value.name]


describe(
    WorkType,
    "Where somebody works: whose calendar and hours count.",
    DOMESTIC="Onshore.",
    GLOBAL="Offshore.",
)
describe(
    OrderDirection,
    "Which end of a list comes first.",
    ASC="The least, the earliest.",
    DESC="The greatest, the latest.",
)
describe(AuditOrder, "What the audit log is listed by.", AT="When it was done.")
