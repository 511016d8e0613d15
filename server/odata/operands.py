"""What a parser of filters has in its hands: values and conditions, of which `null` has no kind yet."""

from typing import TypeAlias

from db.shared.conditions import Kind, Term, Value
from server.odata.tokens import Word


class Unknown:
    """The literal `null`, until it is known of which kind it has to be."""


Operand: TypeAlias = Term | Unknown


def kind_of(operand: Operand) -> Kind | None:
    """The kind of an operand, if it has one already."""
    return None if isinstance(operand, Unknown) else operand.kind


def of_kind(operand: Operand, kind: Kind) -> Term:
    """The operand, which is of a kind where it has none of its own."""
    return Value(None, kind) if isinstance(operand, Unknown) else operand


def shown(word: Word) -> str:
    """A word as a refusal has it."""
    return "the end" if word.kind == "end" else word.text[:40]
