"""Identifiers in text that a program took for something else before it wrote them: 3-5 became 5-Mar, nothing NULL."""

import re

ABBREVIATED = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
GERMAN = "Jan|Feb|Mrz|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez"
DATES = (
    re.compile(rf"\d{{1,2}}-(?:{ABBREVIATED})(?:-\d{{2}}(?:\d{{2}})?)?", re.ASCII),
    re.compile(rf"(?:{ABBREVIATED})-\d{{2}}", re.ASCII),
    re.compile(rf"\d{{1,2}}\. ?(?:{GERMAN})(?: \d{{2}})?|(?:{GERMAN}) \d{{2}}", re.ASCII),
    re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2}", re.ASCII),
    re.compile(r"(?:\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2})[ T]\d{1,2}:\d{2}.*", re.ASCII),
)
NOTHING = frozenset({"null", "(null)", "<null>", "nan", "<na>", "nat", "undefined", "[null]"})
NONE = frozenset({"none", "nil", "n/a", "na", "n.a."})
TRUTH = frozenset({"TRUE", "FALSE"})


def refuse_damaged(identifier: str) -> None:
    """Raise ValueError for a text as spreadsheets write dates and truth values, which does not tell what was typed."""
    if any(pattern.fullmatch(identifier) for pattern in DATES):
        raise ValueError(
            "is a date as spreadsheets write one, from which what was typed cannot be told; an identifier is accepted"
        )
    if identifier in TRUTH:
        raise ValueError(f"is the value {identifier}; an identifier is accepted")


def refuse_nothing(identifier: str, *, may_say_none: bool) -> None:
    """Raise ValueError for a word that programs write where there is no value, of which many rows would make one.

    `may_say_none`: whether people may write that there is none (N/A).
    """
    word = identifier.casefold()
    if word in NOTHING or (word in NONE and not may_say_none):
        raise ValueError(f"is {identifier}, which stands for a missing value; an identifier is accepted")
