"""Doors for administrators: API keys, and the audit log."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated
from uuid import UUID, uuid4

import strawberry

from db.shared import api_keys as keys
from db.shared import audit
from db.shared.enums import Permission
from resolvers.connections import connection
from resolvers.context import Info
from resolvers.permissions import mutation_field, root_field
from resolvers.shapes import Shape, global_id_of
from resolvers.shared.arguments import combined
from schema.shared.administration import (
    ApiKey,
    ApiKeyInput,
    ApiKeyPayload,
    AuditConnection,
    AuditEdge,
    AuditEntry,
    AuditFilterInput,
)
from schema.shared.enums import AuditOrder, OrderDirection
from schema.shared.page import LISTED_BY, After, Before, Direction, First, Last
from services.shared.api_keys import create_key, revoke_key
from services.shared.paging import Turn, turned

AUDIT_ENTRY = Shape(AuditEntry, id=global_id_of("AuditEntry"))
OrderBy = Annotated[AuditOrder, strawberry.argument(description=LISTED_BY)]


@strawberry.type
class AdministrationQuery:
    """Root fields for administrators."""

    @root_field(Permission.ADMIN, "API keys, newest first; what they are was shown when they were made.", size=50)
    async def api_keys(self, info: Info) -> list[ApiKey]:
        async with info.context.read() as session:
            return [ApiKey.from_row(row) for row in await keys.all_keys(session)]

    @root_field(Permission.ADMIN, "Who did what, and what was refused; usually newest first.")
    async def audit_log(
        self,
        info: Info,
        filter: Annotated[AuditFilterInput | None, strawberry.argument(description="Which entries.")] = None,
        order_by: OrderBy = AuditOrder.AT,
        direction: Direction = OrderDirection.DESC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> AuditConnection:
        chosen = audit.AuditFilter() if filter is None else combined(filter, _entries)
        turn = Turn(order_by, direction, first, after, last, before)
        async with info.context.read() as session:
            page = await turned(partial(audit.audit_page, session, chosen), turn, audit.AUDIT_ORDERINGS[order_by])
        return connection(
            AuditConnection,
            AuditEdge,
            page,
            shape=AUDIT_ENTRY,
            context=info.context,
            count=lambda session: audit.audit_count(session, chosen),
        )


def _entries(filter: AuditFilterInput) -> audit.AuditFilter:
    combining = ("and_", "or_", "not_")
    return audit.AuditFilter(**{name: value for name, value in vars(filter).items() if name not in combining})


@strawberry.type
class AdministrationMutation:
    """Mutations for administrators."""

    @mutation_field(Permission.ADMIN, "Make an API key for a program; its secret is in this answer and nowhere else.")
    async def create_api_key(
        self,
        info: Info,
        input: Annotated[ApiKeyInput, strawberry.argument(description="What it is for, what it may do, how long.")],
    ) -> ApiKeyPayload:
        roles = [role.name for role in input.roles]
        async with info.context.write() as session:
            created = await create_key(
                session, id=uuid4(), name=input.name, roles=roles, days=input.days, now=datetime.now(UTC)
            )
        info.context.secrets.add(created.text)
        return ApiKeyPayload(api_key=ApiKey.from_row(created.row), secret=created.text)

    @mutation_field(Permission.ADMIN, "End an API key's life now.")
    async def revoke_api_key(
        self, info: Info, id: Annotated[UUID, strawberry.argument(description="The key.")]
    ) -> ApiKeyPayload:
        async with info.context.write() as session:
            row = await revoke_key(session, id=id)
        return ApiKeyPayload(api_key=ApiKey.from_row(row))
