"""Bodies of requests: what a request says that its body is, and the bytes of it, cut off where they are too many."""

from collections.abc import AsyncGenerator
from typing import NamedTuple

from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers
from starlette.requests import Request

from server.http.errors import TransportError
from server.render.flat import WORKBOOK
from services.shared.errors import InvalidInput
from services.shared.files import encoding_named

UTF8 = ("utf-8", "utf8")
AS_IT_IS = "identity"
LONGEST_NAME = 40  # characters of a coding, or a charset, that are repeated


class ContentType(NamedTuple):
    """The media type of a body, and the charset that its text is said to be in; both in small letters."""

    media_type: str
    charset: str | None

    @property
    def is_utf8(self) -> bool:
        """Whether text is to be read as UTF-8: where nothing is said, too."""
        return self.charset is None or self.charset in UTF8


def content_type(request: Request) -> ContentType:
    """What a request says that its body is; the media type is empty where it says nothing."""
    return content_type_in(request.headers.get("content-type"))


def content_type_in(header: str | None) -> ContentType:
    """The same by a header, of a request or of a part of a form."""
    media_type, parameters = parse_options_header(header)
    charset = parameters.get(b"charset")
    return ContentType(
        media_type.decode("latin-1").strip(), None if charset is None else charset.decode("latin-1").strip().lower()
    )


def encoding_of_file(said: ContentType, told: str) -> str | None:
    """The codec of a file's text by the charset of its Content-Type; raises TransportError for one that is not read.

    None where there is no charset, and for a workbook, which says itself how its text is written. `told` is what says
    the charset, in a sentence.
    """
    if said.charset is None or said.media_type == WORKBOOK:
        return None
    try:
        return encoding_named(said.charset)
    except InvalidInput as unknown:
        named = f"{told} has the charset {said.charset[:LONGEST_NAME]!r}, which is not read"
        raise TransportError(415, f"{named}; accepted: {unknown.accepted}, or no charset") from None


def refuse_coded(headers: Headers, what: str) -> None:
    """Raise TransportError, status 415, where something is sent as other bytes than its own."""
    given = ",".join(headers.getlist("content-encoding")).lower().split(",")
    coding = next((name for part in given if (name := part.strip()) not in ("", AS_IT_IS)), None)
    if coding is not None:
        told = f"{what} is sent with the Content-Encoding {coding[:LONGEST_NAME]!r}"
        accepted = f"accepted: {AS_IT_IS}, which is the body as it is"
        raise TransportError(415, f"{told}; {accepted}", headers={"Accept-Encoding": AS_IT_IS})


async def pieces_of(request: Request, *, most: int, too_long: str) -> AsyncGenerator[bytes, None]:
    """The bytes of a body as they arrive; raises TransportError with the message `too_long` beyond so many of them.

    So it does for a body that is compressed: what it would become nobody can know before.
    """
    refuse_coded(request.headers, "the body")
    size = 0
    # Counted while it arrives: Content-Length may be missing, or be no more than a promise.
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise TransportError(413, too_long)
        yield chunk


async def body_of(request: Request, *, most: int, too_long: str) -> bytes:
    """The whole of a body; raises TransportError as its pieces do."""
    body = bytearray()
    async for piece in pieces_of(request, most=most, too_long=too_long):
        body += piece
    return bytes(body)
