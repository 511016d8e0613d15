"""Headers that may stand once: of two, somebody on the way may have believed the other one."""

from starlette.requests import Request

from server.http.errors import TransportError


def sole_header(request: Request, name: str) -> str | None:
    """A header of a request; raises TransportError, status 400, where it is given more than once."""
    values = request.headers.getlist(name)
    if len(values) > 1:
        raise TransportError(400, f"the header {name} is given {len(values)} times; accepted: once")
    return values[0] if values else None
