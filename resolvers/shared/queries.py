"""Questions that belong to no room."""

from typing import Annotated

import strawberry
from strawberry.types.base import StrawberryObjectDefinition

from resolvers.context import Info
from resolvers.permissions import root_field
from schema.shared.node import Node, parse_global_id
from schema.shared.noun import Noun, noun_of
from schema.shared.relations import load
from schema.shared.viewer import Viewer
from services.shared.access import SignedIn


@strawberry.type
class SharedQuery:
    """Root fields of every room."""

    @root_field(SignedIn.ANYONE, "Any object by its id; null where there is none. Asks what the object's type asks.")
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="An object's id.")]
    ) -> Node | None:
        type_and_id = parse_global_id(id)
        noun = _noun(info, type_and_id[0]) if type_and_id is not None else None
        if type_and_id is None or noun is None or noun.node is None or noun.permission is None:
            return None
        info.context.caller.require(noun.permission)
        return await load(info, noun.node, type_and_id[1])  # type: ignore[no-any-return]

    @root_field(SignedIn.ANYONE, "Who is signed in.")
    async def viewer(self, info: Info) -> Viewer:
        caller = info.context.caller
        return Viewer(
            subject=caller.subject,
            tenant=caller.tenant,
            roles=[role.value for role in caller.roles],
            permissions=sorted(permission.value for permission in caller.permissions),
        )


def _noun(info: Info, type_name: str) -> Noun | None:
    """What the type of a GraphQL name says of itself."""
    definition = info.schema.get_type_by_name(type_name)
    return noun_of(definition.origin) if isinstance(definition, StrawberryObjectDefinition) else None
