"""Files in GraphQL requests: multipart, cut off while streaming, and never without a preflight."""

import re
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from strawberry import scalar
from strawberry.file_uploads import Upload
from strawberry.types.scalar import ScalarDefinition

from server.http.errors import TransportError

LARGEST_UPLOAD = 10 * 1024 * 1024
LARGEST_FORM = LARGEST_UPLOAD + 1024 * 1024
MOST_FILES = 5

# A browser sends any of these only after asking the server whether it may, which ours never allows another site.
PREFLIGHT = ("graphql-preflight", "graphql-require-preflight", "apollo-require-preflight", "x-requested-with")


def uploaded_file(value: Any) -> UploadFile:
    """A value of the scalar Upload; raises GraphQLError for anything that only stands where a file should."""
    if not isinstance(value, UploadFile):
        raise GraphQLError("Upload is a file; send it in a multipart request")
    return value


SCALARS: dict[object, ScalarDefinition] = {
    Upload: scalar(name="Upload", description="Represents a file upload.", parse_value=uploaded_file)
}


async def multipart(request: Request) -> dict[str, Any]:
    """The GraphQL request of a multipart body, its files in the variables they belong to; raises TransportError."""
    if not any(name in request.headers for name in PREFLIGHT):
        raise TransportError(400, "a multipart request needs the header GraphQL-Preflight: 1")
    form = await _form(request)
    asked = _json(form, "operations")
    if not isinstance(asked, dict):
        raise TransportError(400, "operations must be one JSON object; arrays of requests are not accepted")
    places = _json(form, "map")
    if not isinstance(places, dict):
        raise TransportError(400, "map must be a JSON object of lists of paths")
    for name, paths in places.items():
        file = form.get(name)
        if not isinstance(file, UploadFile):
            raise TransportError(400, f"map names {name[:40]!r}, but no file has this name")
        if not isinstance(paths, list) or not paths:
            raise TransportError(400, f"map: {name[:40]!r} must be a list of paths")
        for path in paths:
            _put(asked, path, file)
    return asked


async def _form(request: Request) -> FormData:
    read = 0

    async def bounded() -> Any:
        nonlocal read
        async for chunk in request.stream():
            read += len(chunk)
            if read > LARGEST_FORM:
                raise TransportError(413, f"the request is larger than {LARGEST_UPLOAD:,} bytes")
            yield chunk

    parser = MultiPartParser(
        request.headers, bounded(), max_files=MOST_FILES, max_fields=MOST_FILES, max_part_size=1024 * 1024
    )
    try:
        return await parser.parse()
    except (MultiPartException, KeyError, ValueError, UnicodeError):
        raise TransportError(
            400, "the multipart body cannot be read; accepted: operations, map, and the files"
        ) from None


def _json(form: FormData, name: str) -> Any:
    text = form.get(name)
    if not isinstance(text, str):
        raise TransportError(400, f"the multipart body lacks {name}")
    try:
        return orjson.loads(text)
    except ValueError:
        raise TransportError(400, f"{name} is not JSON") from None


def _put(asked: dict[str, Any], path: Any, file: UploadFile) -> None:
    """Put a file where a path such as variables.file or variables.files.0 has a null."""
    if not (isinstance(path, str) and re.fullmatch(r"variables(\.\w{1,100}){1,10}", path)):
        raise TransportError(400, "map has a path that is none; accepted: paths such as variables.file")
    *steps, last = path.split(".")
    target: Any = asked
    for step in steps:
        target = _at(target, step)
    if target is _NOWHERE or _at(target, last) is not None:
        raise TransportError(400, f"map: {path[:80]} has no null in operations")
    target[int(last) if isinstance(target, list) else last] = file


_NOWHERE = object()


def _at(target: Any, step: str) -> Any:
    if isinstance(target, dict):
        return target.get(step, _NOWHERE)
    if isinstance(target, list) and step.isascii() and step.isdigit() and int(step) < len(target):
        return target[int(step)]
    return _NOWHERE
