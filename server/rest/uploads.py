"""A file in the body of a request: its media type, its bounds, and how it is to be read."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request

from server.graphql.multipart import LARGEST_UPLOAD
from server.http.deadlines import read_within
from server.http.errors import TransportError
from server.render.flat import WORKBOOK
from server.rest.arguments import refuse_unknown, value_of
from services.shared.files import ReadAs
from services.shared.import_kinds import AnyImportKind, Upload
from services.shared.json_schema import TEXT
from services.shared.report import Argument

SUFFIXES = {WORKBOOK: ".xlsx", "text/csv": ".csv"}
"""The media types that are taken, and what files of theirs are called."""


def _last(texts: Sequence[str]) -> str | None:
    return texts[-1] if texts else None


FILENAME: Argument[str | None] = Argument(
    name="filename",
    description="What the file is called, for the history log; it ends as its media type has it.",
    schema={**TEXT, "maxLength": 200},
    parse=_last,
)
DECIMAL: Argument[str | None] = Argument(
    name="decimal",
    description="The decimal mark of numbers written as text; else the cells tell it.",
    schema={**TEXT, "enum": [".", ","]},
    parse=_last,
)
ENCODING: Argument[str | None] = Argument(
    name="encoding",
    description="The encoding of a CSV; else UTF-8 or Windows-1252.",
    schema={**TEXT, "examples": ["windows-1250"]},
    parse=_last,
)
ARGUMENTS: tuple[Argument[Any], ...] = (FILENAME, DECIMAL, ENCODING)


async def read_upload(request: Request, kind: AnyImportKind) -> Upload:
    """The file that a request carries; raises TransportError, BadRequest."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in SUFFIXES:
        raise TransportError(415, f"send the file as the body, as {' or '.join(SUFFIXES)}; forms are not taken")
    query = request.query_params
    refuse_unknown(query, ARGUMENTS)
    filename = value_of(query, FILENAME) or f"{kind.label}{SUFFIXES[media_type]}"
    read_as = ReadAs(value_of(query, DECIMAL), value_of(query, ENCODING))
    content = await read_within(request.app.state.settings.body_seconds, _body(request))
    return Upload(filename, content, read_as=read_as)


async def _body(request: Request) -> bytes:
    body = bytearray()
    # Counted while it arrives: Content-Length may be missing, or be no more than a promise.
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_UPLOAD:
            raise TransportError(413, f"the file is larger than {LARGEST_UPLOAD:,} bytes")
    return bytes(body)
