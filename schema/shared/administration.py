"""What administrators look after: API keys, and the audit log."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from schema.shared.combining import every, none, some
from schema.shared.noun import list_field
from schema.shared.page import PageInfo
from schema.shared.problems import Payload


@strawberry.enum(description="A job somebody has in a tenant.")
class RoleName(Enum):
    """The nine roles."""

    ADMIN = strawberry.enum_value("ADMIN", description="Everything, keys and audit included.")
    PLANNER = strawberry.enum_value("PLANNER", description="Plans people, weeks and forecasts.")
    MANAGER = strawberry.enum_value("MANAGER", description="Looks at everything, approves.")
    VIEWER = strawberry.enum_value("VIEWER", description="Looks.")
    REPORTING = strawberry.enum_value("REPORTING", description="Reads reports: Power BI and Excel.")
    PRODUCTION_STAFF = strawberry.enum_value("PRODUCTION_STAFF", description="Enters production.")
    PRODUCTION_SPV = strawberry.enum_value("PRODUCTION_SPV", description="Supervises production.")
    PRODUCTION_MANAGER = strawberry.enum_value("PRODUCTION_MANAGER", description="Manages production.")
    PPIC_MANAGER = strawberry.enum_value("PPIC_MANAGER", description="Plans production and inventory.")


@strawberry.type(description="A key that a program signs in with; what it is was shown once, when it was made.")
class ApiKey:
    """A key without its secret."""

    id: UUID = strawberry.field(description="Revoke it by this id.")
    name: str = strawberry.field(description="What it is for.")
    roles: list[RoleName] = strawberry.field(description="What it may do.")
    created_at: datetime = strawberry.field(description="When it was made.")
    created_by: str = strawberry.field(description="By whom.")
    expires_at: datetime = strawberry.field(description="When its life ends.")
    revoked_at: datetime | None = strawberry.field(description="When it was revoked.")
    revoked_by: str | None = strawberry.field(description="By whom.")

    @classmethod
    def from_row(cls, row: Any) -> "ApiKey":
        """A key from its columns."""
        return cls(
            id=row.id,
            name=row.name,
            roles=[RoleName(role) for role in row.roles],
            created_at=row.created_at,
            created_by=row.created_by,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
            revoked_by=row.revoked_by,
        )


@strawberry.input(description="A key to be made.")
class ApiKeyInput:
    """What it is for, what it may do, how long."""

    name: str = strawberry.field(description='"Power BI of the claims team".')
    roles: list[RoleName] = strawberry.field(description="What it may do.")
    days: int = strawberry.field(default=90, description="Days until it expires, 1 to 366.")


@strawberry.type(description="A key that was made or revoked.")
class ApiKeyPayload(Payload):
    """The answer of createApiKey and revokeApiKey."""

    api_key: ApiKey | None = strawberry.field(default=None, description="The key.")
    secret: str | None = strawberry.field(
        default=None,
        description="What to sign in with, shown this once: as bearer token, or as the password of Basic.",
    )


@strawberry.type(description="Something that somebody did, or was refused; nobody can change or delete it.")
class AuditEntry:
    """One row of the audit log."""

    id: strawberry.ID = strawberry.field(description="Opaque and stable: it tells the entry from every other.")
    at: datetime = strawberry.field(description="When, by the database's clock.")
    subject: str = strawberry.field(description="Who.")
    roles: list[str] = strawberry.field(description="In which roles.")
    key_id: UUID | None = strawberry.field(description="By which API key, where it was one.")
    request_id: str = strawberry.field(description="In which request: the X-Request-Id of its answer.")
    operation: str = strawberry.field(description='By which mutation: "updateResource".')
    action: str = strawberry.field(
        description="INSERT, UPDATE, DEACTIVATE, PREVIEW, COMMIT, REVOKE, DECIDE, APPROVE, REJECT, REFUSED, or"
        " UNCHANGED for a dry run."
    )
    entity_type: str = strawberry.field(description='What it was done to: "Resource".')
    entity_id: str | None = strawberry.field(description="Its key.")
    old: JSON | None = strawberry.field(description="Values before, of what changed.")
    new: JSON | None = strawberry.field(description="Values after, of what changed; for REFUSED the problems.")


@strawberry.input(description="Which entries of the audit log; what is given must match.")
class AuditFilterInput:
    """All fields together."""

    subject: str | None = strawberry.field(default=None, description="Who.")
    operation: str | None = strawberry.field(default=None, description="By which mutation.")
    action: str | None = strawberry.field(default=None, description="What was done.")
    entity_type: str | None = strawberry.field(default=None, description="To what kind of thing.")
    entity_id: str | None = strawberry.field(default=None, description="To which one.")
    request_id: str | None = strawberry.field(default=None, description="In which request.")
    since: datetime | None = strawberry.field(default=None, description="From this moment on.")
    until: datetime | None = strawberry.field(default=None, description="Before this moment.")
    and_: list["AuditFilterInput"] | None = every()
    or_: list["AuditFilterInput"] | None = some()
    not_: "AuditFilterInput | None" = none()


@strawberry.type(description="An entry and its place in the list.")
class AuditEdge:
    """One of a page."""

    node: AuditEntry = strawberry.field(description="The entry.")
    cursor: str = strawberry.field(description="Go on after it by this.")


@strawberry.type(description="A page of the audit log.")
class AuditConnection:
    """Entries with their places."""

    count: strawberry.Private[Callable[[], Awaitable[int]]]
    edges: list[AuditEdge] = list_field(description="Entries with cursors.", size=1)
    nodes: list[AuditEntry] = list_field(description="Entries alone.", size=1)
    page_info: PageInfo = strawberry.field(description="Where the page lies.")

    @strawberry.field(description="How many entries the whole list has; counted only when asked for.")
    async def total_count(self) -> int:
        """The length of the list."""
        return await self.count()
