"""ETags: whoever has an answer already is told that it is still true, instead of getting it again."""

from hashlib import sha256

from starlette.requests import Request

PRIVATE = "private, no-cache"  # Cache-Control: kept by the client alone, and never used without asking us


def etag_of(content: bytes) -> str:
    """The weak ETag of an answer, made of the answer itself or of everything that it depends on."""
    return f'W/"{sha256(content).hexdigest()[:32]}"'


def if_none_match(request: Request) -> list[str]:
    """The ETags of the answers that the client has."""
    return [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]
