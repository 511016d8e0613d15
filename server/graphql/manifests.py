"""Manifests of trusted documents, as the tools that build clients write them: documents by their ids.

- graphql-codegen's client preset (persisted-documents.json) and Relay (persisted_queries.json, queryMap.json): one
  object of ids and documents; a query map may be a list of such pairs.
- Apollo (persisted-query-manifest.json): an object whose format is apollo-persisted-query-manifest, in version 1.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from server.errors import Misconfigured

APOLLO = "apollo-persisted-query-manifest"
ACCEPTED = "a JSON object of ids and documents (graphql-codegen, Relay), or a manifest of Apollo, version 1"


def read_manifest(path: Path) -> dict[str, str]:
    """The documents of a file by their ids; raises Misconfigured for what is no manifest, or has an id twice."""
    found: dict[str, str] = {}
    for name, text in _pairs(path, _json(path)):
        if not (isinstance(name, str) and name and isinstance(text, str)):
            raise Misconfigured(f"{path}: {str(name)[:80]!r} is no id with a document; accepted: {ACCEPTED}")
        if found.setdefault(name, text) != text:
            raise Misconfigured(f"{path}: two documents have the id {name[:80]!r}; accepted: one for each id")
    return found


def _json(path: Path) -> Any:
    try:
        return orjson.loads(path.read_bytes())
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}; accepted: {ACCEPTED}") from None
    except ValueError:
        raise Misconfigured(f"{path} is not JSON in UTF-8; accepted: {ACCEPTED}") from None


def _pairs(path: Path, content: Any) -> Iterator[tuple[Any, Any]]:
    """Every id with its document, as the file has them."""
    if isinstance(content, dict) and "format" in content:
        yield from _pairs_of_apollo(path, content)
    elif isinstance(content, dict):
        yield from content.items()
    elif isinstance(content, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in content):
        yield from ((name, text) for name, text in content)
    else:
        raise Misconfigured(f"{path} is no manifest of documents; accepted: {ACCEPTED}")


def _pairs_of_apollo(path: Path, content: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    operations = content.get("operations")
    if content["format"] != APOLLO or content.get("version") != 1 or not isinstance(operations, list):
        raise Misconfigured(f"{path} has another format or version; accepted: {ACCEPTED}")
    for operation in operations:
        if not isinstance(operation, dict):
            raise Misconfigured(f"{path}: an operation is no object; accepted: {ACCEPTED}")
        yield operation.get("id"), operation.get("body")
