"""Identifiers in text that a spreadsheet took for something else before it wrote them: 3-5 became 5-Mar."""

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
TRUTH = frozenset({"TRUE", "FALSE"})


def refuse_damaged(identifier: str) -> None:
    """Raise ValueError for a text as spreadsheets write dates and truth values, which does not tell what was typed."""
    if any(pattern.fullmatch(identifier) for pattern in DATES):
        raise ValueError(
            "is a date as spreadsheets write one, from which what was typed cannot be told; an identifier is accepted"
        )
    if identifier in TRUTH:
        raise ValueError(f"is the value {identifier}; an identifier is accepted")
