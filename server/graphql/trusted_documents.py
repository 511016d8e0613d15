"""Documents of an installation's own clients, which its manifests list: read and validated when a server starts."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from graphql import GraphQLError, OperationDefinitionNode, parse, print_ast

from server.errors import Misconfigured
from server.graphql.cost import Limits
from server.graphql.documents import MOST_TOKENS, DocumentCache
from server.graphql.manifests import read_manifest

SHA256 = "sha256:"  # the prefix that GraphQL over HTTP gives to the hash of a document
MOST_FAULTS = 20  # that are told of at once


class TrustedDocuments:
    """The documents of the manifests, by id, by hash, and by what they say."""

    def __init__(self, by_id: Mapping[str, str], *, alone: bool = False) -> None:
        self.alone = alone  # whether no others are answered
        by_hash = {sha256(text.encode()).hexdigest(): text for text in by_id.values()}
        self._by_id = by_hash | dict(by_id)
        self._texts = frozenset(self._by_id.values())

    def __bool__(self) -> bool:
        return bool(self._by_id)

    def get(self, name: str) -> str | None:
        """The document of an id, or of the hash of its text, with or without its prefix."""
        text = self._by_id.get(name)
        return self._by_id.get(name.removeprefix(SHA256)) if text is None else text

    def has(self, text: str) -> bool:
        """Whether a document is one of these; spaces, comments and line ends make no difference."""
        if text in self._texts:
            return True
        try:
            return bool(self) and _printed(text) in self._printed
        except (GraphQLError, RecursionError):
            return False

    @cached_property
    def _printed(self) -> frozenset[str]:
        return frozenset(map(_printed, self._texts))


def _printed(text: str) -> str:
    return print_ast(parse(text, no_location=True, max_tokens=MOST_TOKENS))


def read_trusted_documents(paths: str, *, alone: bool, documents: DocumentCache, limits: Limits) -> TrustedDocuments:
    """The documents of manifests, whose paths are separated by commas.

    Raises Misconfigured naming every document that this server could not answer, with the reason.
    """
    by_id: dict[str, str] = {}
    faults: list[str] = []
    for path in (Path(part.strip()) for part in paths.split(",") if part.strip()):
        for name, text in read_manifest(path).items():
            if by_id.setdefault(name, text) != text:
                faults.append(f"{path}: another manifest has another document with the id {name[:80]!r}")
            faults += [f"{path}: document {name[:80]!r}{fault}" for fault in _faults(text, documents, limits)]
    if faults:
        more = [f"and {len(faults) - MOST_FAULTS} more"] if len(faults) > MOST_FAULTS else []
        raise Misconfigured("\n".join([*faults[:MOST_FAULTS], *more]))
    return TrustedDocuments(by_id, alone=alone)


def _faults(text: str, documents: DocumentCache, limits: Limits) -> Iterator[str]:
    """What is wrong with a document, if anything, after the names of its operations."""
    try:
        names = [
            node.name.value if node.name else None
            for node in parse(text, no_location=True, max_tokens=MOST_TOKENS).definitions
            if isinstance(node, OperationDefinitionNode)
        ]
    except GraphQLError as error:
        yield f": {_told(error)}"
        return
    except RecursionError:
        yield ": it is nested too deeply"
        return
    of_names = f" ({', '.join(filter(None, names))})" if any(names) else ""
    for name in names or [None]:
        try:
            operation, _ = documents.prepare({"query": text, "operationName": name}, limits)
        except GraphQLError as error:
            yield f"{of_names}: {_told(error)}"
            return
        if operation.errors:  # of the document: of its other operations they are the same
            yield f"{of_names}: {_told(operation.errors[0])}"
            return


def _told(error: GraphQLError) -> str:
    places = [f"line {place.line}, column {place.column}" for place in (error.locations or [])[:1]]
    return " at ".join([" ".join(error.message.split()), *places])
