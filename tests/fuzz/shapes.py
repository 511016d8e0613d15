"""Inputs that nobody would send on purpose, and some that somebody would."""

import json
import random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)

TEXTS = (
    "", " ", "\x00", "\ud800", "=1+1", "CN1", "TBH-001", "2025-04", "April", "FL", "N/A", "Amisys Medicaid DOMESTIC",
    "Claims", "'; DROP TABLE resource; --", "%s%n{0}", "é" * 300, "x" * 5_000, "null", "\u202e", "0", "-1", "1e400",
    "00000000-0000-0000-0000-000000000000", "UmVzb3VyY2U6MQ", "UmVzb3VyY2U6OTk5OTk5OTk5OTk5OTk5OTk5", "2025-02-30",
    "9999-12-31T23:59:59Z", "../../etc/passwd", "<script>", "\n\r\t",
    # Digits that are none to int(), or to us; letters that are longer, or other ones, in another case.
    "\u00b2", "\u0663", "\u2460", "\u0130", "\u0130stanbul" * 9, "\ufb03", "\u1e9e", "\u01c5", "\U00010400", "cn\u0131",
)  # fmt: skip
SIZES = (99, 100, 101, 499, 500, 501, 2_001)  # about the bounds of lists
LEVELS = (10, 49, 50, 51, 100, 300, 600)
# Operations that leave out all of their root, or a part of it; the root field goes into the place.
CONDITIONS = (
    "{} @skip(if: true)", "{} @include(if: false)", "... @skip(if: true) {{ {} }}", "... @include(if: false) {{ {} }}",
    "... {{ ... @skip(if: true) {{ {} }} }}", "__typename @skip(if: true) {} @include(if: false)",
    "... @include(if: true) {{ {} }}",
)  # fmt: skip
NUMBERS = (0, 1, -1, 2, 25, 53, 54, 2025, 2**31 - 1, 2**31, -(2**31), 2**53, 2**63, 10**400, 0.1, -0.0, 1e308, 1e-320)


def value(dice: random.Random, depth: int = 3) -> Any:
    """Any JSON value."""
    if depth == 3 and dice.random() < 0.03:
        return nested(dice)
    kind = dice.randrange(9 if depth else 6)
    if kind < 2:
        return dice.choice(TEXTS)
    if kind < 4:
        return dice.choice(NUMBERS)
    if kind < 6:
        return dice.choice((None, True, False))
    if kind == 6:
        return [value(dice, depth - 1) for _ in range(dice.randrange(4))]
    return {dice.choice(TEXTS): value(dice, depth - 1) for _ in range(dice.randrange(4))}


def nested(dice: random.Random) -> Any:
    """Lists or objects within one another."""
    inner: Any = dice.choice((None, 1, "x"))
    is_list = dice.random() < 0.5
    for _ in range(dice.choice(LEVELS)):
        inner = [inner] if is_list else {"a": inner}
    return inner


def fitting(dice: random.Random, type_: Any, depth: int = 4) -> Any:
    """A value of an input type, most of the time."""
    if dice.random() < 0.04:
        return value(dice)
    if isinstance(type_, GraphQLNonNull):
        return fitting(dice, type_.of_type, depth)
    if dice.random() < 0.15:
        return None
    if isinstance(type_, GraphQLList):
        count = dice.choice(SIZES) if depth > 2 and dice.random() < 0.03 else dice.randrange(4)
        items = [fitting(dice, type_.of_type, depth - 1) for _ in range(min(count, 5))]
        return items * (count // 5 + 1) if count > 5 else items
    if isinstance(type_, GraphQLEnumType):
        return dice.choice(list(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        given = {
            name: fitting(dice, field.type, depth - 1)
            for name, field in type_.fields.items()
            if isinstance(field.type, GraphQLNonNull) or dice.random() < (0.5 if depth > 0 else 0.1)
        }
        return {**given, dice.choice(TEXTS): value(dice)} if dice.random() < 0.02 else given
    if type_.name in ("Int", "Float"):
        return dice.choice(NUMBERS)
    return dice.random() < 0.5 if type_.name == "Boolean" else dice.choice(TEXTS)


def operation(dice: random.Random, schema: GraphQLSchema) -> dict[str, Any]:
    """A query or a mutation with one root field, all of its arguments as variables."""
    is_mutation = dice.random() < 0.5
    root = schema.mutation_type if is_mutation else schema.query_type
    assert root is not None
    name, field = dice.choice(
        [one for one in root.fields.items() if "Import" not in one[0] or one[0] == "commitImport"]
    )
    chosen = {
        key: one for key, one in field.args.items() if isinstance(one.type, GraphQLNonNull) or dice.random() < 0.6
    }
    declared = ", ".join(f"${key}: {one.type}" for key, one in chosen.items())
    passed = ", ".join(f"{key}: ${key}" for key in chosen)
    head = f"{'mutation' if is_mutation else 'query'} Fuzz" + (f"({declared})" if declared else "")
    selected = selection(dice, field.type, 3)
    asked = f"{name}{f'({passed})' if passed else ''}"
    # A field is left out between its arguments and what is selected of it.
    root_field = f"{asked} {selected}"
    if dice.random() < 0.1:
        place = dice.choice(CONDITIONS)
        is_own = not place.startswith("...")
        root_field = _with_condition(asked, selected, place) if is_own else place.format(root_field)
    query = f"{head} {{ {root_field} }}"
    return {"query": query, "variables": {key: fitting(dice, one.type) for key, one in chosen.items()}}


def _with_condition(asked: str, selected: str, place: str) -> str:
    """A root field with its own condition, which stands before what is selected of it."""
    before, _, condition = place.partition("{}")
    return f"{before}{asked}{condition} {selected}"


def selection(dice: random.Random, type_: Any, depth: int) -> str:
    """Some of a type's fields."""
    named = get_named_type(type_)
    if is_leaf_type(named):
        return ""
    fields = getattr(named, "fields", {})
    simple = [name for name, one in fields.items() if is_leaf_type(get_named_type(one.type)) and not one.args]
    deep = [name for name, one in fields.items() if name not in simple and not any(
        isinstance(given.type, GraphQLNonNull) for given in one.args.values())]  # fmt: skip
    chosen = [*dice.sample(simple, min(len(simple), 4)), "__typename"]
    if depth:
        chosen += [
            f"{name} {selection(dice, fields[name].type, depth - 1)}" for name in dice.sample(deep, min(len(deep), 2))
        ]
    return "{ " + " ".join(chosen) + " }"


def mutated(dice: random.Random, content: bytes) -> bytes:
    """A body with some bytes changed, left out, doubled or put elsewhere."""
    changed = bytearray(content)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(changed) + 1)
        kind = dice.randrange(5)
        if kind == 0:
            changed[at:at] = bytes([dice.randrange(256)])
        elif kind == 1:
            del changed[at : at + dice.randint(1, 8)]
        elif kind == 2:
            changed[at:at] = dice.choice(
                (b'"', b"{", b"}", b"[", b"null", b"\xff\xfe", b"\x00", b"1e999", b"\\ud800", b"$")
            )
        elif kind == 3:
            changed[at:at] = changed[: dice.randint(0, 40)]
        else:
            changed = changed[:at] if dice.random() < 0.2 else changed
    return bytes(changed)


def body(dice: random.Random, schema: GraphQLSchema) -> bytes:
    """A request's body."""
    asked = operation(dice, schema)
    kind = dice.randrange(10)
    if kind == 0:
        asked = {**asked, dice.choice(("query", "variables", "operationName", "extensions")): value(dice)}
    whole: Any = asked if kind > 1 else dice.choice((value(dice), [asked], asked))
    try:
        content = json.dumps(whole).encode()
    except (ValueError, OverflowError):
        content = b"{}"
    return mutated(dice, content) if kind in (2, 3, 4) else content
