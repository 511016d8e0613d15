"""Closed sets of the shared tables, stored by name, and of who may do what."""

from enum import StrEnum
from typing import NamedTuple

MOST_WORDS = 100  # a person's skills, and a person's states


DAY = "day"
"""The scope of answers that follow from the day on which they are asked for: its version is that day, in UTC."""


class TermKind(StrEnum):
    """Which vocabulary a spelling belongs to."""

    PLATFORM = "PLATFORM"
    MAIN_LOB = "MAIN_LOB"
    CASE_TYPE = "CASE_TYPE"
    LOCATION = "LOCATION"  # where stock lies
    DEPARTMENT = "DEPARTMENT"  # who makes a work order
    STAGE = "STAGE"  # which step of making it is


class WorkType(StrEnum):
    """Where somebody works, and whose calendar and hours count: the spec's location and locality."""

    DOMESTIC = "DOMESTIC"
    GLOBAL = "GLOBAL"


class OrderDirection(StrEnum):
    """Which end of a list comes first."""

    ASC = "ASC"
    DESC = "DESC"


class AuditOrder(StrEnum):
    """What the audit log is listed by."""

    AT = "AT"


class Decision(StrEnum):
    """What somebody who may decide said to what somebody else asked for."""

    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


class Permission(StrEnum):
    """What a root field or path can ask for; the value is the name a refusal gives."""

    WORKFORCE_VIEW = "WORKFORCE.VIEW"
    WORKFORCE_EDIT = "WORKFORCE.EDIT"
    FORECAST_EDIT = "FORECAST.EDIT"
    CONFIG_EDIT = "CONFIG.EDIT"
    HISTORY_VIEW = "HISTORY.VIEW"
    SUPPLY_VIEW = "SUPPLY.VIEW"
    SUPPLY_EDIT = "SUPPLY.EDIT"
    SUPPLY_APPROVE = "SUPPLY.APPROVE"
    PRODUCTION_INPUT = "PRODUCTION.INPUT"
    PRODUCTION_PLAN = "PRODUCTION.PLAN"
    PRODUCTION_VIEW = "PRODUCTION.VIEW"
    PRODUCTION_MODIFY = "PRODUCTION.MODIFY"
    PRODUCTION_APPROVE = "PRODUCTION.APPROVE"
    PPIC_VIEW = "PPIC.VIEW"
    ALERT_ACKNOWLEDGE = "ALERT.ACKNOWLEDGE"
    ADMIN = "ADMIN"


class AnyOf(NamedTuple):
    """The requirement of a field that asks for one of several permissions, whichever."""

    permissions: tuple[Permission, ...]

    @property
    def value(self) -> str:
        """As a refusal names it: "PPIC.VIEW or SUPPLY.VIEW"."""
        return " or ".join(permission.value for permission in self.permissions)


class Role(StrEnum):
    """A job somebody has in a tenant."""

    ADMIN = "ADMIN"
    PLANNER = "PLANNER"
    MANAGER = "MANAGER"
    VIEWER = "VIEWER"
    REPORTING = "REPORTING"
    PRODUCTION_STAFF = "PRODUCTION_STAFF"
    PRODUCTION_SPV = "PRODUCTION_SPV"
    PRODUCTION_MANAGER = "PRODUCTION_MANAGER"
    PPIC_MANAGER = "PPIC_MANAGER"
