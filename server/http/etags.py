"""Names of answers, so that whoever has one is told that it is still true."""

from hashlib import sha256

from starlette.requests import Request

PRIVATE = "private, no-cache"


def etag_of(made_of: bytes) -> str:
    """The name of an answer that is made of this."""
    return f'W/"{sha256(made_of).hexdigest()[:32]}"'


def known_to(request: Request) -> list[str]:
    """The names of the answers that a caller has."""
    return [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]
