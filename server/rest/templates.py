"""Which templates there are: the kinds of files that can be imported, and what their columns are headed by."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from server.http.etags import PRIVATE
from server.rest.access import allowed
from server.rooms import HOUSE
from services.shared.access import SignedIn
from services.shared.template_workbook import PATH, template_told


def template_list_route() -> Route:
    """The path of the list, for whoever is signed in."""
    return Route(PATH, _list, methods=["GET"])


async def _list(request: Request) -> JSONResponse:
    await allowed(request, SignedIn.ANYONE)
    templates = [template_told(file) for file in HOUSE.templates]
    return JSONResponse({"templates": templates}, headers={"Cache-Control": PRIVATE})
