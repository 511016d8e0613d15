"""The service at /odata: which answer an address gets, and errors in the form of OData."""

from urllib.parse import unquote_to_bytes

from starlette.convertors import PathConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from server.http.error_middleware import ErrorMiddleware
from server.odata.answers import ROOT
from server.odata.documents import Metadata, NothingThere, ServiceDocument
from server.odata.entities import EntityAnswer
from server.odata.entity_pages import CollectionAnswer, CountAnswer
from server.odata.errors import Refused, error_response, not_offered
from server.odata.paths import below_set, name_and_rest
from server.odata.sets import entity_sets
from services.shared.access import SignedIn

METADATA = "$metadata"
NOT_OFFERED = ("$batch", "$all", "$entity", "$crossjoin")
METHODS = ("GET", "HEAD")


class Anything(PathConvertor):
    """A path with whatever is in it, ends of lines too: what is wrong about it is told in the form of OData."""

    regex = "(?s:.*)"


async def service(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request; raises what it is refused for."""
    await _answer_to(Request(scope, receive))(scope, receive, send)


def _answer_to(request: Request) -> Response:
    require_utf8(request)
    path = request.path_params.get("path", "")
    if path.partition("(")[0] in NOT_OFFERED:
        raise not_offered(path[:40])
    if request.method not in METHODS:
        told = f"this service is for reading; accepted: {', '.join(METHODS)}"
        raise Refused(told, status=405, headers={"Allow": ", ".join(METHODS)})
    if path == "":
        return ServiceDocument(request, SignedIn.ANYONE)
    if path == METADATA:
        return Metadata(request, SignedIn.ANYONE)
    name, rest = name_and_rest(path)
    if (one := entity_sets().get(name)) is None:
        return NothingThere(request, name or path)
    below = below_set(rest)
    if below.counts:
        return CountAnswer(request, one)
    return CollectionAnswer(request, one) if below.key is None else EntityAnswer(request, one, below)


def require_utf8(request: Request) -> None:
    """Raise Refused for an address that is none: what stands for its characters would be looked for, and not found."""
    for part, said in (("path", request.scope.get("raw_path") or b""), ("query", request.scope["query_string"])):
        try:
            unquote_to_bytes(said).decode()
        except UnicodeDecodeError as error:
            told = f"the {part} of the address is no UTF-8 at byte {error.start + 1}; accepted: UTF-8, as %C3%A9 for é"
            raise Refused(told, target=part) from None


def odata_routes() -> list[BaseRoute]:
    """The paths of the service: those below its root are told apart here."""
    # An object instead of a function: Starlette hands it every method.
    app = ErrorMiddleware(service, error_response)
    register_url_convertor("anything", Anything())
    return [Route(path, app) for path in (ROOT, f"{ROOT}/{{path:anything}}")]
