"""Addresses below the service: a set, an entity by its key, a property of it, or how many entities there are."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from db.shared.conditions import Compare, Every, Field, Operator, Term
from server.odata.errors import Refused, not_found
from server.odata.options import COUNT
from server.odata.sets import EntityType
from server.odata.signatures import NAMES, comparable
from server.odata.tokens import Word, words_of

SET = re.compile(r"[^\W\d]\w*")
KEY = "key"
VALUE = "$value"


class Below(NamedTuple):
    """What is asked for of a set: all of it, its count, or an entity with a condition, a property, a bare value."""

    counts: bool = False
    key: str | None = None
    property: str | None = None
    is_bare: bool = False


def name_and_rest(path: str) -> tuple[str, str]:
    """The first name of a path, and what follows it."""
    found = SET.match(path)
    return (found[0], path[found.end() :]) if found else ("", path)


def below_set(rest: str) -> Below:
    """What follows the name of a set; raises Refused, status 404, for what there is not."""
    if rest in ("", "/"):
        return Below()
    if rest == f"/{COUNT}":
        return Below(counts=True)
    if not rest.startswith("("):
        raise not_found(
            f"there is nothing at {rest[:40]!r}; accepted: /{COUNT}, or a key in brackets", target=rest[:40]
        )
    end = _end_of_key(rest)
    property_, *further = rest[end:].removeprefix("/").split("/") if len(rest) > end else [None]
    if rest[end : end + 1] not in ("", "/") or further not in ([], [VALUE]):
        raise not_found(f"there is nothing at {rest[end : end + 40]!r}; accepted: /property, /property/{VALUE}")
    return Below(key=rest[1 : end - 1], property=property_ or None, is_bare=bool(further))


def _end_of_key(rest: str) -> int:
    """Where a key's brackets end: those within quotes are its own."""
    for word in words_of(rest, target=KEY):
        if word.text == ")":
            return word.place
    raise Refused("the brackets of a key do not end; accepted: one such as ('A') or (a='A',b=1)", target=KEY)


def key_condition(text: str, type_: EntityType) -> Term:
    """The condition that the entity of a key meets; raises Refused where it is not one of the set."""
    key = type_.set.key
    words = list(words_of(text, target=KEY))
    if len(key) == 1 and [word.kind for word in words] == ["literal", "end"]:
        return _meets(key[0], words[0], type_)
    named = {name.text: value for name, value in _pairs(words)}
    if set(named) != set(key) or len(words) != 4 * len(key):
        accepted = ",".join(f"{name}=…" for name in key)
        raise Refused(f"({text[:80]}) is no key of {type_.set.name}; accepted: ({accepted})", target=KEY)
    return Every([_meets(name, value, type_) for name, value in named.items()])


def _pairs(words: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    """The names and values of `a=1,b=2`: groups of four words, the last of them a comma or the end."""
    for name, sign, value, after in zip(*(words[n::4] for n in range(4)), strict=False):
        if name.kind == "name" and sign.text == "=" and value.value is not None and after.text in (",", ""):
            yield name, value


def _meets(name: str, word: Word, type_: EntityType) -> Compare:
    kind, value = type_.kinds[name], word.value
    if value is None or not comparable(value.kind, kind):
        raise Refused(f"{name} of the key is {word.text[:40]}; accepted: {NAMES[kind]}", target=KEY)
    return Compare(Operator.EQUAL, Field(name, kind), value)
