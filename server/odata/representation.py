"""How an answer is written: by $format or Accept, by OData-MaxVersion, and by Prefer."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from starlette.datastructures import Headers

from server.http.errors import TransportError
from server.http.weights import weight_of
from server.odata.errors import Refused
from server.odata.options import FORMAT
from server.rest.arguments import LARGEST

METADATA = ("minimal", "full", "none")
JSON_RANGES = ("application/json", "application/*", "*/*")
TEXT_RANGES = ("text/plain", "text/*")
ACCEPTED = "application/json;odata.metadata=minimal, full or none"
PAGE = 10_000
"""Entities of a page where nobody says how many."""
MAX_PAGE = re.compile(r"(?:odata\.)?maxpagesize=\"?([0-9]{1,9})\"?", re.IGNORECASE)


class Representation(NamedTuple):
    """How much is said beside the values, and whether large numbers are texts, for programs of binary floats."""

    metadata: str = "minimal"
    numbers_as_texts: bool = False

    @property
    def media_type(self) -> str:
        """The type of the answer."""
        exact = ";IEEE754Compatible=true" if self.numbers_as_texts else ""
        return f"application/json;odata.metadata={self.metadata}{exact}"


def representation_of(headers: Headers, given: Mapping[str, str], *, also: Sequence[str] = ()) -> Representation:
    """The representation that is asked for; raises TransportError, status 406, where none of ours will do.

    `also` are ranges beside those of JSON that suit an answer: it is a text, whatever is said of JSON.
    """
    if (text := given.get(FORMAT)) is not None:
        if text.strip().lower() == "json":
            return Representation()
        if (found := _json(text)) is None:
            raise Refused(f"{FORMAT} is {text[:60]!r}; accepted: json, {ACCEPTED}", target=FORMAT)
        return found
    accept = ",".join(headers.getlist("accept"))
    if not accept.strip():
        return Representation()
    ranges = [
        (weight, found)
        for part in accept.split(",")
        if (weight := weight_of(part)) and (found := Representation() if _name(part) in also else _json(part))
    ]
    if not ranges:
        raise TransportError(406, f"accepted: {' or '.join([*also[:1], ACCEPTED])}")
    return max(ranges, key=lambda one: one[0])[1]


def require_version(headers: Headers) -> None:
    """Raise TransportError for a client that reads older versions of OData alone."""
    newest = headers.get("odata-maxversion", "4.0").strip()
    if not re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,3})?", newest) or float(newest) < 4:
        raise TransportError(400, f"OData-MaxVersion is {newest[:40]!r}; accepted: 4.0 or later")


def page_size(headers: Headers) -> int | None:
    """How many entities at most a client prefers on a page, if it says so."""
    for preference in ",".join(headers.getlist("prefer")).split(","):
        found = MAX_PAGE.fullmatch(preference.strip())
        if found is not None and int(found[1]) > 0:
            return min(int(found[1]), LARGEST)
    return None


def _name(range_: str) -> str:
    return range_.partition(";")[0].strip().lower()


def _json(range_: str) -> Representation | None:
    """The representation of a media type; None for another than JSON, and of metadata that there is not."""
    if _name(range_) not in JSON_RANGES:
        return None
    told = {
        key.strip().lower(): value.strip(' "').lower()
        for key, _, value in (one.partition("=") for one in range_.split(";")[1:])
    }
    metadata = told.get("odata.metadata", told.get("metadata", "minimal"))
    if metadata not in METADATA:
        return None
    return Representation(metadata, told.get("ieee754compatible") == "true")
