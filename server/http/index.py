"""What is here: the answer at the root, for whoever opens the server's address, as a page in a browser."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from server.settings import Settings

NAME, WHAT = "Headroom", "capacity planning over GraphQL and REST"
PATHS = {"graphql": "/graphql", "rest": "/api/openapi.json", "odata": "/odata", "alive": "/healthz", "ready": "/readyz"}


def index_route(settings: Settings) -> Route:
    """The root, which names what this installation serves."""
    optional = {"graphiql": ("/graphiql", settings.graphiql), "metrics": ("/metrics", settings.metrics)}
    shown = PATHS | {name: path for name, (path, is_served) in optional.items() if is_served}

    async def index(request: Request) -> Response:
        vary = {"Vary": "Accept"}
        if "text/html" in request.headers.get("accept", ""):  # browsers alone ask for that
            return HTMLResponse(_page(shown), headers=vary | {"Content-Security-Policy": "default-src 'none'"})
        return JSONResponse({"name": NAME, "what": WHAT, "paths": shown}, headers=vary)

    return Route("/", index)


def _page(paths: dict[str, str]) -> str:
    """Links to where to go; they are relative, since a proxy may have put a prefix before them."""
    links = "".join(f'<li><a href=".{escape(path)}">{escape(name)}</a></li>' for name, path in paths.items())
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{NAME}</title>'
        f"<h1>{NAME}</h1><p>{WHAT}</p><ul>{links}</ul></html>"
    )
