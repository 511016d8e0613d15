"""A file in the body of a request: its media type, its bounds, and how it is to be read."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request

from server.graphql.multipart import LARGEST_UPLOAD
from server.http.bodies import ContentType, body_of, content_type, encoding_of_file
from server.http.deadlines import read_within
from server.http.errors import TransportError
from server.render.flat import WORKBOOK
from server.rest.arguments import refuse_unknown, value_of
from services.shared.errors import BadRequest, InvalidInput
from services.shared.files import ReadAs, agreed_encoding
from services.shared.import_kinds import AnyImportKind, Upload
from services.shared.json_schema import TEXT
from services.shared.report import Argument
from services.shared.text import LONGEST_TEXT

SUFFIXES = {WORKBOOK: ".xlsx", "text/csv": ".csv"}
"""The media types that are taken, and what files of theirs are called."""


def _last(texts: Sequence[str]) -> str | None:
    return texts[-1] if texts else None


def _filename(texts: Sequence[str]) -> str | None:
    """A name, if given; raises BadRequest for one that is too long to be kept."""
    name = _last(texts)
    if name is not None and len(name) > LONGEST_TEXT:
        raise BadRequest(f"filename has {len(name):,} characters; accepted: at most {LONGEST_TEXT}")
    return name


FILENAME: Argument[str | None] = Argument(
    name="filename",
    description="What the file is called, for the history log; it ends as its media type has it.",
    schema={**TEXT, "maxLength": LONGEST_TEXT},
    parse=_filename,
)
DECIMAL: Argument[str | None] = Argument(
    name="decimal",
    description="The decimal mark of numbers written as text; else the cells tell it.",
    schema={**TEXT, "enum": [".", ","]},
    parse=_last,
)
ENCODING: Argument[str | None] = Argument(
    name="encoding",
    description="The encoding of a CSV, if its media type names no charset; else UTF-8 or Windows-1252.",
    schema={**TEXT, "examples": ["windows-1250"]},
    parse=_last,
)
ARGUMENTS: tuple[Argument[Any], ...] = (FILENAME, DECIMAL, ENCODING)


async def read_upload(request: Request, kind: AnyImportKind) -> Upload:
    """The file that a request carries; raises TransportError, BadRequest."""
    said = content_type(request)
    if said.media_type not in SUFFIXES:
        raise TransportError(415, f"send the file as the body, as {' or '.join(SUFFIXES)}; forms are not taken")
    query = request.query_params
    refuse_unknown(query, ARGUMENTS)
    filename = value_of(query, FILENAME) or f"{kind.label}{SUFFIXES[said.media_type]}"
    read_as = ReadAs(value_of(query, DECIMAL), _encoding(said, value_of(query, ENCODING)))
    body = body_of(request, most=LARGEST_UPLOAD, too_long=f"the file is larger than {LARGEST_UPLOAD:,} bytes")
    return Upload(filename, await read_within(request.app.state.settings.body_seconds, body), read_as=read_as)


def _encoding(said: ContentType, asked: str | None) -> str | None:
    """The encoding of a text by its charset, or by the argument; raises TransportError for one that is not read.

    Raises BadRequest where both are given and are not the same.
    """
    try:
        return agreed_encoding(asked, encoding_of_file(said, "the file"))
    except InvalidInput as several:
        raise BadRequest(f"{several}; accepted: {several.accepted}") from None
