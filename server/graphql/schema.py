"""The GraphQL schema, put together from its rooms."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from resolvers.executor import Executor
from schema.shared.problems import PROBLEMS
from server.graphql.multipart import SCALARS
from server.rooms import HOUSE


def root(name: str, description: str, fields: tuple[type, ...]) -> type:
    """A root type: the fields that rooms bring, in the order of the schema."""
    return strawberry.type(type(name, fields, {"__doc__": description}), name=name, description=description)


schema = strawberry.Schema(
    query=root("Query", "Every question that can be asked.", HOUSE.roots("queries")),
    mutation=root(
        "Mutation",
        "Everything that can be changed; what is refused is in the payload's problems.",
        HOUSE.roots("mutations"),
    ),
    subscription=root(
        "Subscription", "What can be listened to over graphql-transport-ws.", HOUSE.roots("subscriptions")
    ),
    types=PROBLEMS,
    config=StrawberryConfig(scalar_map=SCALARS),
    execution_context_class=Executor,
)
