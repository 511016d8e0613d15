"""Options of a request: what is selected, filtered, ordered, and how much of it; raises Refused for any other."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from db.shared.chosen_rows import Order
from db.shared.conditions import Term
from server.odata.errors import Refused, not_done, not_offered
from server.odata.filters import COMPARISONS, FILTER, parse_filter
from server.odata.sets import EntityType, unknown_property
from server.odata.signatures import OPERATORS
from server.rest.access import KEY
from server.rest.arguments import LARGEST, MOST_VALUES
from services.shared.near_words import near_word
from services.shared.report import Argument

SELECT, ORDER_BY, TOP, SKIP, COUNT = "$select", "$orderby", "$top", "$skip", "$count"
SKIP_TOKEN, FORMAT = "$skiptoken", "$format"
ANSWERED = (SELECT, FILTER, ORDER_BY, TOP, SKIP, COUNT, SKIP_TOKEN, FORMAT)
NOT_OFFERED = (
    "$apply",
    "$expand",
    "$search",
    "$compute",
    "$deltatoken",
    "$batch",
    "$index",
    "$levels",
    "$schemaversion",
    "$id",
)
MOST_ORDERS = 20
# What begins a call or joins two operands: an order by what follows from properties.
JOINING = "|".join([*OPERATORS, *COMPARISONS, "in", "has", "and", "or"])
EXPRESSION = re.compile(rf"\w\(|\s(?:{JOINING})\s", re.IGNORECASE)
TRUTH = {"true": True, "false": False}


class Options(NamedTuple):
    """Options of OData by their names, and the arguments of a report by theirs, each with all its texts."""

    given: Mapping[str, str]
    arguments: Mapping[str, Sequence[str]]

    def refuse_others(self, accepted: Sequence[str]) -> None:
        """Raise Refused for an option that does not belong to what is asked for."""
        for name in self.given:
            if name not in accepted:
                raise Refused(f"{name} means nothing here; accepted: {', '.join(accepted)}", target=name)


def options_of(query: Iterable[tuple[str, str]], arguments: Sequence[Argument[object]] = ()) -> Options:
    """What an address says; options may be written without their $, and in upper case.

    A misspelt option, or the second of two, would silently answer another question.
    """
    own = {argument.name: argument for argument in arguments}
    given: dict[str, str] = {}
    texts: dict[str, list[str]] = {}
    for name, text in query:
        if name == KEY:
            continue
        if name in own:
            texts.setdefault(name, []).append(text)
            _require_few(own[name], texts[name])
            continue
        option = _option(name, own)
        if option in given:
            raise Refused(f"{option} is given more than once; accepted: one value", target=option)
        given[option] = text
    return Options(given, texts)


def _require_few(argument: Argument[object], texts: Sequence[str]) -> None:
    if len(texts) > (MOST_VALUES if argument.is_repeatable else 1):
        accepted = f"at most {MOST_VALUES} values" if argument.is_repeatable else "one value"
        raise Refused(f"{argument.name} is given more than once; accepted: {accepted}", target=argument.name)


def _option(name: str, own: Iterable[str]) -> str:
    """The option of a name; raises Refused for none, and for one that is not offered."""
    option = "$" + name.lower().removeprefix("$")
    if option in ANSWERED:
        return option
    if option in NOT_OFFERED or name.startswith("@"):  # the latter says what stands for a value elsewhere
        raise not_offered(name[:40] if name.startswith("@") else option)
    known = [*ANSWERED, *own]
    near = near_word(name[:40], known)
    meant = f"; did you mean {near}?" if near else ""
    raise Refused(f"there is no option {name[:40]!r}{meant}; accepted: {', '.join(known)}", target=name[:40])


def selected(options: Options, type_: EntityType) -> list[str] | None:
    """The properties that are selected, each once; None for all."""
    if (text := options.given.get(SELECT)) is None:
        return None
    names = list(dict.fromkeys(part.strip() for part in text.split(",")))
    if "*" in names:
        return None
    for name in names:
        if name not in type_.columns:
            told = unknown_property(name, list(type_.columns))
            raise Refused(f"{SELECT}, character {text.find(name) + 1}: {told}", target=SELECT)
    return names


def condition(options: Options, type_: EntityType) -> Term | None:
    """The condition that entities have to meet, if there is one."""
    text = options.given.get(FILTER)
    return None if text is None else parse_filter(text, type_.kinds)


def orders(options: Options, type_: EntityType) -> list[Order]:
    """The properties to order by, each once: what comes later decides where the earlier ones are equal."""
    text = options.given.get(ORDER_BY)
    if text is None:
        return []
    found: dict[str, Order] = {}
    place = 1
    for part in text.split(","):
        order = _order(part, place, type_)
        found.setdefault(order.name, order)
        place += len(part) + 1
    if len(found) > MOST_ORDERS:
        raise Refused(f"{ORDER_BY} names {len(found)} properties; accepted: at most {MOST_ORDERS}", target=ORDER_BY)
    return list(found.values())


def _order(part: str, place: int, type_: EntityType) -> Order:
    if EXPRESSION.search(part):
        raise not_done(f"{ORDER_BY} by more than properties is not offered here; accepted: properties", target=ORDER_BY)
    name, *direction = part.split() or [""]
    if name not in type_.columns:
        told = unknown_property(name, list(type_.columns))
        raise Refused(f"{ORDER_BY}, character {place}: {told}", target=ORDER_BY)
    if [word.lower() for word in direction] not in ([], ["asc"], ["desc"]):
        told = f"{' '.join(direction)[:40]!r} is no direction; accepted: asc, desc"
        raise Refused(f"{ORDER_BY}, character {place}: {told}", target=ORDER_BY)
    return Order(name, bool(direction) and direction[0].lower() == "desc")


def amount(options: Options, option: str) -> int | None:
    """How many entities an option says, if it is given."""
    if (text := options.given.get(option)) is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= LARGEST):
        told = f"{option} is {text[:40]!r}; accepted: a whole number from 0 to {LARGEST}"
        raise Refused(told, target=option)
    return int(text)


def wants_count(options: Options) -> bool:
    """Whether the answer is to say how many entities there are, on all pages together."""
    text = options.given.get(COUNT, "false")
    if text.lower() not in TRUTH:
        raise Refused(f"{COUNT} is {text[:40]!r}; accepted: true, false", target=COUNT)
    return TRUTH[text.lower()]
