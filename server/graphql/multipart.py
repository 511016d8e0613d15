"""Files in GraphQL requests: multipart bodies, cut off while they arrive, and never without a preflight."""

import re
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from strawberry import scalar
from strawberry.types.scalar import ScalarDefinition

from server.graphql.form_parts import FormParts
from server.http.bodies import LONGEST_NAME, UTF8, content_type, pieces_of
from server.http.errors import TransportError

LARGEST_UPLOAD = 10 * 1024 * 1024
LARGEST_FORM = LARGEST_UPLOAD + 1024 * 1024
MOST_FILES = 5
MOST_PLACES = 20  # of a request that have files

# A page of another site can make a browser send a form with a file. A request with one of these headers a browser sends
# only after asking the server whether it may, and ours allows that to nobody.
PREFLIGHT = ("graphql-preflight", "graphql-require-preflight", "apollo-require-preflight", "x-requested-with")


def uploaded_file(value: Any) -> UploadFile:
    """A value of the scalar Upload; raises GraphQLError for anything that is no file of a multipart request."""
    if not isinstance(value, UploadFile):
        raise GraphQLError("Upload is a file; send it in a multipart request")
    return value


UPLOAD: ScalarDefinition = scalar(
    name="Upload",
    description="Represents a file upload.",
    specified_by_url="https://github.com/jaydenseric/graphql-multipart-request-spec",
    parse_value=uploaded_file,
)


async def read_multipart(request: Request) -> dict[str, Any]:
    """The GraphQL request in a multipart body, each file in the variable it belongs to; raises TransportError.

    The form is that of the GraphQL multipart request specification: `operations` is the request with null where a file
    belongs, `map` lists for each file the paths of those nulls, such as variables.file.
    """
    if not any(name in request.headers for name in PREFLIGHT):
        raise TransportError(400, "a multipart request needs the header GraphQL-Preflight: 1")
    form = await _form(request)
    operations = _json(form, "operations")
    if not isinstance(operations, dict):
        raise TransportError(400, "operations must be one JSON object; arrays of requests are not accepted")
    paths_of_files = _json(form, "map")
    if not isinstance(paths_of_files, dict):
        raise TransportError(400, "map must be a JSON object of lists of paths")
    places = 0
    for name, paths in paths_of_files.items():
        file = form.get(name)
        if not isinstance(file, UploadFile):
            raise TransportError(400, f"map names {name[:40]!r}, but no file has this name")
        if not isinstance(paths, list) or not paths:
            raise TransportError(400, f"map: {name[:40]!r} must be a list of paths")
        if (places := places + len(paths)) > MOST_PLACES:
            raise TransportError(400, f"map has more than {MOST_PLACES} paths; accepted: at most {MOST_PLACES}")
        for path in paths:
            _put(operations, path, file)
    return operations


async def _form(request: Request) -> FormData:
    _require_utf8(request)
    # The parser bounds the parts, but not the whole: so the stream is cut off before it.
    pieces = pieces_of(request, most=LARGEST_FORM, too_long=f"the request is larger than {LARGEST_UPLOAD:,} bytes")
    parser = FormParts(request.headers, pieces, max_files=MOST_FILES, max_fields=MOST_FILES, max_part_size=1024 * 1024)
    parser.spool_max_size = LARGEST_FORM  # in memory, where it is read whole: a file would need room on a disk
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError, UnicodeError):
        raise TransportError(
            400, "the multipart body cannot be read; accepted: operations, map, and the files"
        ) from None
    _require_utf8_of_form(form)
    return form


def _require_utf8(request: Request) -> None:
    """Raise TransportError, status 415, where a form asks to be read by another codec.

    The parser would take any of Python's, and some of those need minutes for a megabyte.
    """
    if not content_type(request).is_utf8:
        raise TransportError(415, "a multipart request is read as UTF-8; accepted: that, or no charset")


def _require_utf8_of_form(form: FormData) -> None:
    """The same of the field by which a form says the charset of all its fields (RFC 7578, 4.6)."""
    said = form.get("_charset_")
    if isinstance(said, str) and said.strip().lower() not in UTF8:
        told = f"the field _charset_ says {said[:LONGEST_NAME]!r}"
        raise TransportError(415, f"{told}; a multipart request is read as UTF-8; accepted: that, or no such field")


def _json(form: FormData, name: str) -> Any:
    text = form.get(name)
    if not isinstance(text, str):
        raise TransportError(400, f"the multipart body lacks {name}")
    try:
        return orjson.loads(text)
    except ValueError:
        raise TransportError(400, f"{name} is not JSON") from None


def _put(operations: dict[str, Any], path: Any, file: UploadFile) -> None:
    """Put a file where a path such as variables.file or variables.files.0 has a null; raises TransportError."""
    if not (isinstance(path, str) and re.fullmatch(r"variables(\.\w{1,100}){1,10}", path)):
        raise TransportError(400, "map has a path that is none; accepted: paths such as variables.file")
    *steps, last = path.split(".")
    target: Any = operations
    for step in steps:
        target = _member(target, step)
    if target is _MISSING or _member(target, last) is not None:
        raise TransportError(400, f"map: {path[:80]} has no null in operations")
    target[int(last) if isinstance(target, list) else last] = file


_MISSING = object()  # not None, which is what belongs where a file goes


def _member(target: Any, step: str) -> Any:
    """The member of an object or list by its name or index; _MISSING where there is none."""
    if isinstance(target, dict):
        return target.get(step, _MISSING)
    if isinstance(target, list) and step.isascii() and step.isdigit() and int(step) < len(target):
        return target[int(step)]
    return _MISSING
