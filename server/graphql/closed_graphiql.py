"""What stands in GraphiQL's place where trusted documents alone are answered: a page that says so."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from server.graphql.graphiql import PAGE_HEADERS

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Headroom: trusted documents alone</title>
<h1>There is nothing to try out here</h1>
<p>This server answers trusted documents alone (HEADROOM_ONLY_TRUSTED_DOCUMENTS): those that its manifests list.
GraphiQL sends documents of its own and asks for the schema, and both are refused.</p>
<p>Try queries out on a server without this setting, and add what your clients send to a manifest.</p>
</html>
"""


def closed_graphiql_routes() -> list[BaseRoute]:
    """The page at /graphiql."""

    async def show_page(_: Request) -> Response:
        return HTMLResponse(PAGE, headers=PAGE_HEADERS)

    return [Route("/graphiql", show_page)]
