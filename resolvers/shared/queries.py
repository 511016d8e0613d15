"""Questions that belong to no room."""

from typing import Annotated

import strawberry

from resolvers.permissions import root_field
from schema.shared.node import Node, parse_global_id
from schema.shared.relations import load
from schema.shared.viewer import Viewer
from services.shared.access import Permission, SignedIn

LOADER_OF_TYPE = {
    "Resource": ("workforce.resource_by_id", Permission.WORKFORCE_VIEW),
    "CapacityTier": ("workforce.tier_by_id", Permission.WORKFORCE_VIEW),
    "WeekConfiguration": ("workforce.week_configuration_by_id", Permission.WORKFORCE_VIEW),
    "MonthConfiguration": ("workforce.month_configuration_by_id", Permission.WORKFORCE_VIEW),
    "Assignment": ("workforce.assignment_by_id", Permission.WORKFORCE_VIEW),
    "Demand": ("forecast.demand_by_id", Permission.WORKFORCE_VIEW),
    "Report": ("forecast.report_by_id", Permission.WORKFORCE_VIEW),
    "HistoryLogEntry": ("forecast.history_entry_by_number", Permission.HISTORY_VIEW),
    "ForecastRecord": ("forecast.record_by_id", Permission.WORKFORCE_VIEW),
}


@strawberry.type
class SharedQuery:
    """Root fields of every room."""

    @root_field(SignedIn.ANYONE, "Any object by its id; null where there is none. Asks what the object's type asks.")
    async def node(
        self, info: strawberry.Info, id: Annotated[strawberry.ID, strawberry.argument(description="An object's id.")]
    ) -> Node | None:
        named = parse_global_id(id)
        if named is None or named[0] not in LOADER_OF_TYPE:
            return None
        loader, permission = LOADER_OF_TYPE[named[0]]
        info.context.caller.require(permission)
        return await load(info, loader, named[1])  # type: ignore[no-any-return]

    @root_field(SignedIn.ANYONE, "Who is signed in.")
    async def viewer(self, info: strawberry.Info) -> Viewer:
        caller = info.context.caller
        return Viewer(
            subject=caller.subject,
            tenant=caller.tenant,
            roles=[role.value for role in caller.roles],
            permissions=sorted(permission.value for permission in caller.permissions),
        )
