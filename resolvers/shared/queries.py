"""Questions that belong to no room."""

from typing import Annotated

import strawberry
from strawberry.types.base import StrawberryObjectDefinition

from resolvers.context import Info
from resolvers.permissions import root_field
from schema.shared.node import Node, decoded_id, is_uuid, parse_global_id
from schema.shared.noun import Noun, noun_of
from schema.shared.relations import load
from schema.shared.viewer import Viewer
from services.shared.access import SignedIn
from services.shared.errors import BadRequest


@strawberry.type
class SharedQuery:
    """Root fields of every room."""

    @root_field(
        SignedIn.ANYONE,
        "Any object by its id; null where there is none. Asks what the object's type asks. An id of something that was"
        " computed, or a UUID, is refused: what has it is found only where it was answered.",
    )
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="An object's id.")]
    ) -> Node | None:
        type_and_id = parse_global_id(id)
        noun = _noun(info, type_and_id[0]) if type_and_id is not None else None
        if type_and_id is None or noun is None or noun.node is None or noun.permission is None:
            _refuse_other_ids(info, id)
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
            departments=list(caller.departments),
        )


def _refuse_other_ids(info: Info, id: str) -> None:
    """Say so where an id is one that we gave, but no node's; raises BadRequest."""
    name, _ = decoded_id(id) or ("", "")
    is_computed = _has_id_of_its_own(_definition(info, name))
    if is_computed or is_uuid(id):
        whose = f"a {name}" if is_computed else "a preview, a key or an entry"
        raise BadRequest(
            f"id is that of {whose}, which node does not find: it is found only where it was answered;"
            " accepted: ids of types that implement Node, such as Report, Demand and Resource"
        )


def _has_id_of_its_own(definition: StrawberryObjectDefinition | None) -> bool:
    """Whether a type has an id and is no node."""
    return definition is not None and bool(definition.get_field("id")) and not issubclass(definition.origin, Node)


def _noun(info: Info, type_name: str) -> Noun | None:
    """What the type of a GraphQL name says of itself."""
    definition = _definition(info, type_name)
    return noun_of(definition.origin) if definition is not None else None


def _definition(info: Info, type_name: str) -> StrawberryObjectDefinition | None:
    definition = info.schema.get_type_by_name(type_name)
    return definition if isinstance(definition, StrawberryObjectDefinition) else None
