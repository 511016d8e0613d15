"""What is here: the answer at the root, for whoever opens the server's address."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.settings import Settings

PATHS = {"graphql": "/graphql", "rest": "/api/openapi.json", "alive": "/healthz", "ready": "/readyz"}


def index_route(settings: Settings) -> Route:
    """The root, which names what this installation serves."""
    optional = {"graphiql": ("/graphiql", settings.graphiql), "metrics": ("/metrics", settings.metrics)}
    shown = PATHS | {name: path for name, (path, is_served) in optional.items() if is_served}

    async def index(_: Request) -> Response:
        return JSONResponse({"name": "Headroom", "what": "capacity planning over GraphQL and REST", "paths": shown})

    return Route("/", index)
