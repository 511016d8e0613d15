"""Conversations over graphql-transport-ws that no client would hold."""

import json
import random
from typing import Any, NamedTuple

from graphql import GraphQLSchema

from tests.fuzz import shapes

TYPES = ("connection_init", "subscribe", "complete", "ping", "pong", "next", "error", "start", "", "x" * 300, "é\ud800")
PROTOCOLS: tuple[list[str] | None, ...] = (None, [], ["graphql-ws"], ["nonsense", "mqtt"])
NO_JSON = (
    "", "{", "[" * 100_000, '{"type":"ping","payload":' + '{"a":' * 5_000 + "1" + "}" * 5_001, "9" * 5_000, "NaN",
    '{"type":"ping","payload":' + "9" * 5_000 + "}", '"\\ud800"', '{"type":"\\ud800"}', "null", "7", "[]", '"ping"',
    '[{"type":"ping"}]', '{"type":"subscribe","id":"\\ud800","payload":{"query":"{ viewer { subject } }"}}',
    '{"type":"ping"}{"type":"ping"}', "\x00", "\ufeff{}", '{"type":"ping","type":"pong"}', "{}",
)  # fmt: skip
DOCUMENTS: tuple[Any, ...] = (
    "", "{", "}" * 500, "{ viewer { subject } }", "{ " + "é" * 400 + "{",
    "query A { __typename } query B { __typename }",
    "{" + "a{" * 900 + "b" + "}" * 901, "{ a(b: " + "[" * 900 + "]" * 900 + ") }", "#" * 30_000, "{ nothing }", 7, None,
    [], {"a": 1}, "subscription { progress(id: \"x\") { step } }", "mutation { __typename }", "\x00", "\ud800",
    'subscription { capacityChanged(report: "1999-01") { report { value } } }', "{ __schema { types { name } } }",
    'subscription { capacityChanged(report: "2025-04") { report { value } } }', "{ ...F } fragment F on Query { ...F }",
)  # fmt: skip
LARGE = 2 * 1024 * 1024


class Frame(NamedTuple):
    """A message as it is sent; text need not be UTF-8."""

    content: bytes
    is_text: bool = True

    @property
    def is_utf_8(self) -> bool:
        """Whether it may be sent as text."""
        return self.content.decode("utf-8", "replace").encode() == self.content


class Conversation(NamedTuple):
    """The protocols a client offers, what it sends, however it is answered, and for how long it listens then."""

    protocols: list[str] | None
    frames: list[Frame]
    seconds: float

    @property
    def is_no_websocket(self) -> bool:
        """Whether a frame breaks the protocol below: the server hangs up, and its last word may be lost."""
        return any((one.is_text and not one.is_utf_8) or len(one.content) >= LARGE for one in self.frames)


def conversation(dice: random.Random, schema: GraphQLSchema, bearer: str) -> Conversation:
    """Most begin as they should."""
    protocols = dice.choice(PROTOCOLS) if dice.random() < 0.03 else ["graphql-transport-ws"]
    given = (
        bearer
        if dice.random() < 0.9
        else dice.choice(("", "Bearer", "Bearer x", "Basic eDp5", 7, None, [], bearer[:-3]))
    )
    opening = [text({"type": "connection_init", "payload": {dice.choice(("Authorization", "authorization")): given}})]
    if dice.random() < 0.1:
        opening = []
    sent = opening + [frame(dice, schema) for _ in range(dice.randint(1, 5))]
    return Conversation(protocols, sent, seconds=0.1 if dice.random() < 0.3 else 0)


def frame(dice: random.Random, schema: GraphQLSchema) -> Frame:
    """One message, right, nearly right, or nothing like one."""
    kind = dice.randrange(12)
    if kind < 3:
        return text({"type": "subscribe", "id": dice.choice("abc"), "payload": shapes.operation(dice, schema)})
    if kind < 5:
        payload = {
            "query": dice.choice(DOCUMENTS),
            "variables": shapes.value(dice),
            "operationName": shapes.value(dice),
        }
        kept = dice.sample(sorted(payload), dice.randint(1, 3))
        return text({"type": "subscribe", "id": dice.choice("abc"), "payload": {key: payload[key] for key in kept}})
    if kind < 7:
        parts = {"type": dice.choice(TYPES), "id": shapes.value(dice), "payload": shapes.value(dice)}
        return text({key: parts[key] for key in dice.sample(sorted(parts), dice.randint(1, 3))})
    if kind < 10:
        whole = text({"type": "subscribe", "id": "a", "payload": {"query": dice.choice(DOCUMENTS)}})
        return Frame(shapes.mutated(dice, whole.content))
    if kind == 10:
        return Frame(dice.choice(NO_JSON).encode())
    if dice.random() < 0.02:
        return Frame(b'{"type":"ping","payload":{"a":"' + b"x" * LARGE + b'"}}', is_text=dice.random() < 0.5)
    return Frame(shapes.mutated(dice, b'{"type":"ping"}'), is_text=False)


def text(message: Any) -> Frame:
    """A message as JSON."""
    try:
        return Frame(json.dumps(message).encode())
    except ValueError:  # a number with too many digits to be written
        return Frame(b'{"type":"ping"}')
