"""What rows of the shared tables give, as types: read-only, and nothing that exists when the program runs.

A query hands SQLAlchemy's own rows on as they are; its return type names the Protocol of what they hold, so that mypy
knows each attribute. `tests/rules` compares the Protocols with the tables, `tests/integration/db` with real rows.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from db.base import Base
from db.shared.enums import Decision, WorkType
from db.shared.models import ApiKey, Approval, ChangePreview, MonthConfiguration, Tenant, WeekConfiguration

R = TypeVar("R", bound=type)


class Source(NamedTuple):
    """The tables that a Protocol's members are columns of; of the first every one but the tenant's, or some."""

    models: tuple[type[Base], ...]
    is_whole: bool


SOURCES: dict[type[Any], Source] = {}


def row_of(model: type[Base], *joined: type[Base]) -> Callable[[R], R]:
    """Declare that a Protocol has every column of a table, the tenant's left out, and some of joined ones."""
    return _declared(Source((model, *joined), is_whole=True))


def part_of(*models: type[Base]) -> Callable[[R], R]:
    """Declare that a Protocol's members are columns of some tables; what SQL computes stands in one of its own."""
    return _declared(Source(models, is_whole=False))


def _declared(source: Source) -> Callable[[R], R]:
    def declare(row: R) -> R:
        SOURCES[row] = source
        return row

    return declare


@part_of(WeekConfiguration)
class WorkingTimeRow(Protocol):
    """Days, hours a day, fractions 0–1 of occupancy and shrinkage, and the productive hours these make."""

    @property
    def work_type(self) -> WorkType: ...
    @property
    def working_days(self) -> int: ...
    @property
    def work_hours(self) -> float: ...
    @property
    def occupancy(self) -> float: ...
    @property
    def shrinkage(self) -> float: ...
    @property
    def productive_hours(self) -> float: ...


@row_of(WeekConfiguration)
class WeekRow(WorkingTimeRow, Protocol):
    """Working time of an ISO week for one work type; `month_year` and `month_number` are those of its Thursday."""

    @property
    def id(self) -> int: ...
    @property
    def year(self) -> int: ...
    @property
    def week(self) -> int: ...
    @property
    def start_date(self) -> date: ...
    @property
    def end_date(self) -> date: ...
    @property
    def month_year(self) -> int: ...
    @property
    def month_number(self) -> int: ...
    @property
    def holidays(self) -> list[date]: ...


@row_of(MonthConfiguration)
class MonthRow(WorkingTimeRow, Protocol):
    """Working time of a calendar month for one work type."""

    @property
    def id(self) -> int: ...
    @property
    def year(self) -> int: ...
    @property
    def month(self) -> int: ...


class WrittenMonthRow(Protocol):
    """A month configuration that was written, since it is another one now."""

    @property
    def year(self) -> int: ...
    @property
    def month(self) -> int: ...
    @property
    def work_type(self) -> str: ...


class WrittenWeekRow(Protocol):
    """A week configuration that was written, and what follows from it that is another now."""

    @property
    def year(self) -> int: ...
    @property
    def week(self) -> int: ...
    @property
    def changes_capacity(self) -> bool: ...
    @property
    def changes_month(self) -> bool: ...


@row_of(Tenant)
class TenantRow(Protocol):
    """An organisation."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...


@part_of(ApiKey)
class ApiKeyRow(Protocol):
    """A key that a program signs in with, without its hash."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def roles(self) -> list[str]: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def created_by(self) -> str: ...
    @property
    def expires_at(self) -> datetime: ...
    @property
    def revoked_at(self) -> datetime | None: ...
    @property
    def revoked_by(self) -> str | None: ...


class UsableKeyRow(ApiKeyRow, Protocol):
    """A key with its tenant's name."""

    @property
    def tenant(self) -> str: ...


class KeyMakerRow(Protocol):
    """Who made a key, by the subject that signs in with it."""

    @property
    def subject(self) -> str: ...
    @property
    def maker(self) -> str: ...


@row_of(ChangePreview)
class PreviewRow(Protocol):
    """A computed change that waits for its commit, or what the commit answered."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def content(self) -> bytes | None: ...
    @property
    def created_by(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def expires_at(self) -> datetime: ...
    @property
    def committed_at(self) -> datetime | None: ...
    @property
    def outcome(self) -> dict[str, Any] | None: ...


class HeldPreviewRow(PreviewRow, Protocol):
    """A preview with whether its life is over."""

    @property
    def is_expired(self) -> bool: ...


@row_of(Approval)
class ApprovalRow(Protocol):
    """What somebody decided on what somebody else asked for."""

    @property
    def id(self) -> int: ...
    @property
    def subject_kind(self) -> str: ...
    @property
    def subject_id(self) -> int: ...
    @property
    def round(self) -> int: ...
    @property
    def level(self) -> int: ...
    @property
    def requested_by(self) -> str: ...
    @property
    def decided_by(self) -> str: ...
    @property
    def decision(self) -> Decision: ...
    @property
    def note(self) -> str: ...
    @property
    def decided_at(self) -> datetime: ...


class ClosingRow(Protocol):
    """An entry of a ledger, and the balance right after it."""

    @property
    def id(self) -> int: ...
    @property
    def closing(self) -> Decimal: ...


class ShortDayRow(Protocol):
    """An account, the first day on which it closes below what is allowed, how it closes and what is allowed then."""

    @property
    def account(self) -> int: ...
    @property
    def day(self) -> date: ...
    @property
    def closing(self) -> Decimal: ...
    @property
    def allowance(self) -> Decimal: ...


class DifferingBalanceRow(Protocol):
    """An account whose kept balance is not the sum of its entries."""

    @property
    def account(self) -> int: ...
    @property
    def kept(self) -> Decimal: ...
    @property
    def recomputed(self) -> Decimal: ...
