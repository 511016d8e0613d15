"""Number formats: which of them show something else than the number, and what."""

import operator
import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[(?P<bracketed>[^\]]*)\]|(?P<general>General)|(?P<exponent>[Ee][+-])'
    r"|(?P<digit>[0#?])|(?P<date>[dmyhsDMYHS])|(?P<other>.)",
    re.DOTALL,
)
CURRENCY = re.compile(r"\$(?!-)|[€£¥₹₩₽]")  # in brackets, $-409 is a language alone
SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])*', re.DOTALL)
CONDITION = re.compile(r"\[\s*(<=|>=|<>|<|>|=)\s*(-?\d{1,15}(?:\.\d{1,9})?)\s*\]")
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
ELAPSED = re.compile("[hmsHMS]+")
PLACES = re.compile("(?=.)#*0*")
DIGITS_IN_A_ROW = re.compile(r"\d+")
MOST_PLACES = 40
DIGITS = frozenset("0#?")
GENERAL = "General"


class Section(NamedTuple):
    """A part of a format.

    `tokens` are "0", "#" and "?" for digits, "General" for all of them, and (with a leading quote) literal text;
    None where the shown text does not tell what was typed: a percentage, a fraction, a power of ten, a price, or text
    alone. `decimals` zeros are shown behind a point; `says_percent`: a percent sign is shown that is mere text.
    """

    tokens: tuple[str, ...] | None
    is_grouped: bool = False
    decimals: int = 0
    says_percent: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether a whole number is shown as it is."""
        if not self.tokens or self.is_grouped or self.decimals:
            return False
        return self.tokens.count("0") <= 1 and not "".join(map(literal, self.tokens)).strip()

    def shown(self, value: int) -> str | None:
        """What a person sees of a whole number from 0, None where that does not tell what was typed."""
        if self.tokens is None:
            return None
        zeros = padding(self.tokens)
        text = self._filled_in(value) if zeros is None else str(value).zfill(zeros)
        if self.is_grouped:
            text = DIGITS_IN_A_ROW.sub(grouped, text, count=1) if zeros is None or zeros > 1 else f"{value:,}"
        return (text + ("." + "0" * self.decimals if self.decimals else "")).strip()

    def _filled_in(self, value: int) -> str:
        assert self.tokens is not None
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
        return "".join(reversed(parts))


class NumberFormat(NamedTuple):
    """A format that shows more, or less, than a plain number: what it does where a condition holds, and otherwise."""

    code: str
    section: Section
    condition: tuple[str, float] | None = None
    otherwise: Section | None = None

    @property
    def hides(self) -> bool:
        """Whether it shows nothing at all."""
        return self.section.tokens == () and self.condition is None

    @property
    def says_percent(self) -> bool:
        """Whether a percent sign is shown that is text, so that 0.5 is shown as 0.5%."""
        return self.section.says_percent

    def shown(self, value: int) -> str | None:
        """What a person sees of a whole number from 0, None where that does not tell what was typed."""
        if self.condition is None or COMPARISONS[self.condition[0]](value, self.condition[1]):
            return self.section.shown(value)
        return self.otherwise.shown(value) if self.otherwise is not None else None


def number_format(code: str) -> NumberFormat | None:
    """What a format code does to whole numbers from 0; None where they are shown plainly, or as dates."""
    first, *others = sections(code)
    section = section_of(first, is_alone=not others)
    if section is None:
        return None
    if (found := CONDITION.search(first)) is None:
        return None if section.is_plain else NumberFormat(code, section)
    otherwise = section_of(others[0], is_alone=False) if others and not CONDITION.search(others[0]) else None
    if section.is_plain and otherwise is not None and otherwise.is_plain:
        return None
    return NumberFormat(code, section, (found[1], float(found[2])), otherwise)


def section_of(code: str, *, is_alone: bool) -> Section | None:
    """What one part of a format does; None for a date, and for a format that says nothing."""
    tokens: list[str] = []
    says_percent = False
    decimals, is_lost, has_point, has_comma, is_grouped = 0, False, False, False, False
    for found in TOKEN.finditer(code):
        kind = found.lastgroup
        value = found[kind] if kind else ""
        if kind == "date" or (kind == "bracketed" and ELAPSED.fullmatch(value)):
            return None  # the reader gives a date or a time for it
        is_fraction = kind == "other" and value == "/" and tokens[-1:] and tokens[-1] in DIGITS
        says_percent = says_percent or (kind in ("quoted", "escaped") and "%" in value)
        if kind == "exponent" or "%" in value or is_fraction or CURRENCY.search(value):
            is_lost = True
        elif kind == "other" and value == ".":
            has_point = True
        elif kind == "other" and value == ",":
            has_comma = bool(tokens) and tokens[-1] in DIGITS
        elif kind == "digit" and has_point:
            decimals += value == "0"
        elif kind in ("digit", "general"):
            is_grouped, has_comma = is_grouped or has_comma, False
            tokens.append(value)
        elif kind in ("quoted", "escaped") or (kind == "other" and value != "@"):
            tokens.append(f"'{value}")
    if not tokens and not is_lost:
        return None if is_alone or "@" in code else Section(())
    # A comma behind the last digit leaves out thousands: 1,234 is shown as 1K.
    if is_lost or has_comma or len(tokens) > MOST_PLACES or not any(map(is_place, tokens)):
        return Section(None, says_percent=says_percent)
    return Section(tuple(tokens), is_grouped, decimals)


@lru_cache(maxsize=1_000)
def padding(tokens: tuple[str, ...]) -> int | None:
    """How many digits are shown at least, where tokens are nothing but places of digits; None for others."""
    places = "".join(tokens)
    return places.count("0") if PLACES.fullmatch(places) else None


def grouped(digits: "re.Match[str]") -> str:
    """Digits with a comma between thousands, as they are where they begin with a zero."""
    return digits[0] if digits[0][0] == "0" else f"{int(digits[0]):,}"


def is_place(token: str) -> bool:
    """Whether a token stands for digits."""
    return token in DIGITS or token == GENERAL


def sections(code: str) -> list[str]:
    """The parts of a format code: for numbers above zero, below, for zero and for text, as far as there are."""
    found, start = [], 0
    while True:
        section = SECTION.match(code, start)
        assert section is not None  # it may match nothing
        found.append(section[0])
        start = section.end() + 1
        if start > len(code) or len(found) == 4:
            return found


def literal(token: str) -> str:
    """The text of a token that is text."""
    return token[1:] if token.startswith("'") else ""
