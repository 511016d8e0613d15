"""The GraphQL schema, put together from its rooms, and the documents that were sent against it."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from resolvers.executor import Executor
from schema.shared.problems import PROBLEMS
from server.graphql.documents import DocumentCache
from server.graphql.list_bounds import describe_bounds
from server.graphql.scalars import SCALARS
from server.rooms import HOUSE


def root_type(name: str, description: str, fields: tuple[type, ...]) -> type:
    """A root type: one class that inherits the fields of every room, in the order of the schema."""
    return strawberry.type(type(name, fields, {"__doc__": description}), name=name, description=description)


schema = strawberry.Schema(
    query=root_type("Query", "Every question that can be asked.", HOUSE.roots("queries")),
    mutation=root_type(
        "Mutation",
        "Everything that can be changed; what is refused is in the payload's problems.",
        HOUSE.roots("mutations"),
    ),
    subscription=root_type(
        "Subscription", "What can be listened to over graphql-transport-ws.", HOUSE.roots("subscriptions")
    ),
    types=PROBLEMS,
    config=StrawberryConfig(scalar_map=SCALARS),
    execution_context_class=Executor,
)

describe_bounds(schema._schema)

documents = DocumentCache(schema._schema)
