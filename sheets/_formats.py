"""Number formats: which of them show something else than the number, and what."""

import re
from typing import NamedTuple

TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[(?P<bracketed>[^\]]*)\]|(?P<general>General)|(?P<exponent>[Ee][+-])'
    r"|(?P<digit>[0#?])|(?P<date>[dmyhsDMYHS])|(?P<other>.)",
    re.DOTALL,
)
CURRENCY = re.compile(r"\$(?!-)|[€£¥₹₩₽]")  # in brackets, $-409 is a language alone
MOST_PLACES = 40


class NumberFormat(NamedTuple):
    """A format that shows more than a plain number.

    `tokens` are "0", "#" and "?" for digits, "General" for all of them, and (with a leading quote) literal text;
    None where the shown text does not tell what was typed: a percentage, a fraction, a power of ten, a price.
    """

    code: str
    tokens: tuple[str, ...] | None

    def shown(self, value: int) -> str | None:
        """What a person sees of a whole number from 0, None where that does not tell what was typed."""
        if self.tokens is None:
            return None
        digits = str(value)
        parts: list[str] = []
        places = sum(token in DIGITS for token in self.tokens)
        for part in reversed(self.tokens):
            if part in DIGITS:
                places -= 1
                taken = digits if places == 0 else digits[-1:]
                parts.append(taken or part.strip("#?"))
                digits = digits[: len(digits) - len(taken)]
            else:
                parts.append(str(value) if part == GENERAL else part[1:])
        return "".join(reversed(parts)).strip()


DIGITS = frozenset("0#?")
GENERAL = "General"


def number_format(code: str) -> NumberFormat | None:
    """What a format code does to whole numbers from 0; None where they are shown plainly, or as dates."""
    tokens: list[str] = []
    is_lost = has_point = False
    for found in TOKEN.finditer(first_section(code)):
        kind = found.lastgroup
        value = found[kind] if kind else ""
        if kind == "date":
            return None  # the reader gives a date for it
        is_fraction = kind == "other" and value == "/" and tokens[-1:] and tokens[-1] in DIGITS
        if kind == "exponent" or value == "%" or is_fraction or CURRENCY.search(value):
            is_lost = True
        elif kind == "other" and value == ".":
            has_point = True
        elif kind in ("digit", "general") and not has_point:
            tokens.append(value)
        elif kind in ("quoted", "escaped") or (kind == "other" and value not in ",@"):
            tokens.append(f"'{value}")
    if is_lost:
        return NumberFormat(code, None)
    literals = "".join(token[1:] for token in tokens if token.startswith("'")).strip()
    is_padded = tokens.count("0") > 1 and not has_point
    if not (literals or is_padded) or len(tokens) > MOST_PLACES or not any(is_place(token) for token in tokens):
        return None
    return NumberFormat(code, tuple(tokens))


def is_place(token: str) -> bool:
    """Whether a token stands for digits."""
    return token in DIGITS or token == GENERAL


def first_section(code: str) -> str:
    """The part of a format code for numbers above zero."""
    section = re.match(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])*', code, re.DOTALL)
    return section[0] if section else ""
