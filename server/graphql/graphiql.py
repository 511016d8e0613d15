"""GraphiQL, self-hosted: the page, its files and the examples, under a strict Content-Security-Policy."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.graphql.examples import listed_examples
from server.http.etags import if_none_match

PAGE = Path(__file__).parent.parent / "static" / "graphiql"

# The explorer has nothing to show a list with, and replaces it by one value. Before it shows the value of an argument
# it asks explorer_lists.js, by what is put in here: the copied file stays as it came.
EXPLORER = "plugin-explorer.umd.js"
BEFORE_A_VALUE = 'u=_(s.type),c=null;if(a)if("Variable"===a.kind)'
ASKING_FIRST = BEFORE_A_VALUE.replace(
    "if(a)", "if(a)if(listArguments.isList(s,a))c=listArguments.view(this.props,{ArgView:D,coerce:A,fieldsOf:j});else "
)

MEDIA_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        # one style sheet that GraphiQL's dialogs put into the page while they are open
        "style-src 'self' 'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='",
        "font-src data:",  # graphiql.min.css carries its fonts
        "img-src 'self' data:",  # and the marks of its editor
        "connect-src 'self'",  # covers ws: and wss: of this host, and no other
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
COMMON_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
PAGE_HEADERS = {
    **COMMON_HEADERS,
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
}


@dataclass(frozen=True)
class Asset:
    """A file as it is sent: read once, its version the hash of its content."""

    body: bytes
    media_type: str

    @cached_property
    def version(self) -> str:
        return hashlib.sha256(self.body).hexdigest()[:16]


def graphiql_routes() -> list[BaseRoute]:
    """The page at /graphiql, its files and its examples; everything is read here, once, and nothing of it is secret."""
    files = page_files()
    page = Asset(versioned((PAGE / "index.html").read_text("utf-8"), files).encode(), "text/html; charset=utf-8")
    examples = Asset(json.dumps(listed_examples()).encode(), "application/json")

    async def show_page(request: Request) -> Response:
        return asset_response(request, page, headers=PAGE_HEADERS)

    async def show_examples(request: Request) -> Response:
        return asset_response(request, examples, headers=COMMON_HEADERS)

    async def show_file(request: Request) -> Response:
        file = files.get(request.path_params["file"])
        if file is None:
            return Response("Not found\n", status_code=404, media_type="text/plain", headers=COMMON_HEADERS)
        return asset_response(request, file, headers=COMMON_HEADERS)

    return [
        Route("/graphiql", show_page),
        Route("/graphiql/examples.json", show_examples),
        Route("/graphiql/static/{file}", show_file),
    ]


def page_files() -> dict[str, Asset]:
    """The files a browser may fetch, by name: a name that is not here does not exist, whatever it looks like."""
    files = {
        path.name: Asset(path.read_bytes(), MEDIA_TYPES[path.suffix])
        for path in sorted(PAGE.iterdir())
        if path.suffix in MEDIA_TYPES
    }
    return {**files, EXPLORER: with_list_arguments(files[EXPLORER])}


def with_list_arguments(explorer: Asset) -> Asset:
    """The explorer, asking explorer_lists.js before it shows a value; raises ValueError for another version of it."""
    before, found, after = explorer.body.partition(BEFORE_A_VALUE.encode())
    if not found or BEFORE_A_VALUE.encode() in after:
        raise ValueError(f"{EXPLORER} is another version: look where it shows an argument's value now")
    return Asset(before + ASKING_FIRST.encode() + after, explorer.media_type)


def versioned(html: str, files: Mapping[str, Asset]) -> str:
    """The page with the version of every file in its address, so that a browser keeps each until it changes."""
    return re.sub(r"(graphiql/static/)([\w.-]+)", lambda m: f"{m[0]}?v={files[m[2]].version}", html)


def asset_response(request: Request, asset: Asset, *, headers: Mapping[str, str]) -> Response:
    """The asset, or 304 where the browser has it.

    An address that holds the right version is kept for ever: another content would have another address.
    """
    etag = f'"{asset.version}"'
    is_versioned = request.query_params.get("v") == asset.version
    cache_control = "public, max-age=31536000, immutable" if is_versioned else "no-cache"
    all_headers = {**headers, "ETag": etag, "Cache-Control": cache_control}
    if etag in (tag.removeprefix("W/") for tag in if_none_match(request)):  # compression on the way makes an ETag weak
        return Response(status_code=304, headers=all_headers)
    return Response(asset.body, media_type=asset.media_type, headers=all_headers)
