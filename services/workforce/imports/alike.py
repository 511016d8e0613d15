"""Identifiers that are one to whoever reads them, and two to whoever compares their characters."""

import re
from unicodedata import decimal, normalize

from services.shared.text import key

DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
GROUPED = re.compile(r"\d{1,3}([.,'])\d{3}(?:\1\d{3})*")


def alike(identifier: str) -> str:
    """What is the same of identifiers that look alike.

    Spreadsheets lose the zeros before digits and add marks between thousands, typists and word processors differ in
    blanks, dashes and the width of characters.
    """
    folded = DASHES.sub("-", normalize("NFKC", key(identifier)))
    plain = "".join(str(decimal(one, one)) for one in folded if not one.isspace())
    if GROUPED.fullmatch(plain):
        plain = "".join(filter(str.isdigit, plain))
    return without_zeros(plain)


def without_zeros(identifier: str) -> str:
    """An identifier of digits without the zeros before them, which spreadsheets lose; any other as it is."""
    return identifier.lstrip("0") or identifier if identifier.isdigit() else identifier


def difference(given: str, other: str) -> str:
    """Why two that look alike are not the same, in words for whoever gave the first."""
    is_zeros = without_zeros(key(given)) == without_zeros(key(other))
    only = "zeros before it" if is_zeros else "blanks, marks or characters that look alike"
    return f"is {other} but for {only}; {other}, as text, is accepted"


def lost_zeros(given: str | None, stored: str | None) -> bool:
    """Whether an identifier is the one that is stored without the zeros before it."""
    return given is not None and stored is not None and given != stored and given == without_zeros(stored)
