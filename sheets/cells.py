"""Cells understood: each parser takes a cell as it was read and answers with a value, or says what it would accept.

Every parser raises ValueError with a message for the person who wrote the file.
"""

import math
import re
from datetime import date, datetime
from decimal import Decimal

from sheets._signs import is_seen
from sheets._tidy import shown
from sheets.sheet import NOT_CALCULATED, CellValue

GROUPED = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)"
WHOLE = re.compile(rf"{GROUPED}(?:\.0*)?", re.ASCII)
DECIMAL = re.compile(rf"{GROUPED}(?:\.\d*)?|[+-]?\.\d+", re.ASCII)
MOST_DIGITS = 15  # what a spreadsheet keeps of a number
NOISE_PLACES = 9  # beyond them, digits come from binary floats: 8.500000000000002
# As spreadsheet programs write them, in other languages too; ##### stands where a column was too narrow.
ERROR = re.compile(r"#(?:[NI]/[A-Z]|NV|Н/Д|YOK|HIÁNYZIK|NENÍ_K_DISPOZICI|GETTING_DATA|[¡¿]?[\w/]+[!?]|#{2,})|Err:\d{3}")
SCIENTIFIC = re.compile(r"[+-]?\d{1,3}(?:[.,]\d*)?E[+-]\d{1,3}", re.ASCII | re.IGNORECASE)
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))
LOST = "\ufffd"  # stands for a character that was lost before the file came
CONTROL = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff{LOST}]")  # all but tab and line breaks
MOST_KEPT = 10**MOST_DIGITS
EXAMPLE, SUCH_AS = 1234, " such as 1234 or 1,234"
YES = frozenset({"y", "yes", "true", "1"})
NO = frozenset({"n", "no", "false", "0"})
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTH_NUMBERS = {name: number for number, name in enumerate(MONTHS, start=1)}
MONTH_NUMBERS |= {name[:3]: number for name, number in MONTH_NUMBERS.items()} | {"sept": 9}
ISO_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)
MIDNIGHT = re.compile(r"(?<=\d)[T ]0?0:00(?::00(?:\.0+)?)?Z?$|(?<=\d) 12:00(?::00)? AM$")
US_DATE = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})", re.ASCII)


def text(cell: CellValue) -> str | None:
    """Trimmed text with inner white space collapsed (NFC), None when nothing is left.

    Numbers and dates are spelled out: 12345.0 is "12345", a date is ISO. Refuses control characters and error cells.
    """
    if isinstance(cell, str):
        return plain(cell)
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return None if cell is None else str(cell)


def plain(value: str) -> str | None:
    """Text of a text cell as `text` gives it."""
    # Most text is plain, which is quick to see: an import reads a million of them.
    if (not value.isprintable() or LOST in value) and (unseen := CONTROL.search(value)):
        raise ValueError(f"contains the control character U+{ord(unseen[0]):04X}; only visible text is accepted")
    cleaned = shown(value if value.isascii() else value.translate(INVISIBLE))
    if cleaned == NOT_CALCULATED:
        raise ValueError("is a formula that was never calculated; a file that was opened and saved again is accepted")
    if cleaned[:1] in ("#", "E") and ERROR.fullmatch(cleaned):
        raise ValueError(f"is the spreadsheet error {cleaned}; a value is accepted")
    return cleaned or None


def label(cell: CellValue) -> str | None:
    """The text of a cell that should be text, as `text` gives it; refuses what a spreadsheet made of one and lost.

    A whole number keeps all of its digits; a date, a fraction or TRUE does not tell what was typed.
    """
    if isinstance(cell, bool):
        raise ValueError(f"is the value {str(cell).upper()}; text is accepted")
    if isinstance(cell, date):
        raise ValueError(f"is the date {text(cell)}; text is accepted: spreadsheets make dates of texts such as 3-5")
    if isinstance(cell, float) or (isinstance(cell, int) and abs(cell) >= MOST_KEPT):
        raise ValueError(f"is the number {text(cell)}, which may have lost digits; text is accepted")
    if isinstance(cell, str) and SCIENTIFIC.fullmatch(cell.strip()):
        raise ValueError("is a number in scientific notation, which has lost digits; text is accepted")
    return text(cell)


def unseen_characters(value: str) -> list[str]:
    """The invisible characters of a text, as "U+200E", that are left out of it; white space is none of them."""
    if value.isprintable():
        return []
    unseen = dict.fromkeys(
        character for place, character in enumerate(value) if not (character.isspace() or is_seen(value, place))
    )
    return [f"U+{ord(character):04X}" for character in unseen]


def whole_number(cell: CellValue, *, minimum: int | None = None, maximum: int | None = None) -> int:
    """A whole number, also as 1234.0 or as text with thousands separators ("1,234"); bounds are inclusive.

    Binary noise is forgiven: 1233.9999999999998 is 1234.
    """
    fits = (minimum is None or minimum <= EXAMPLE) and (maximum is None or maximum >= EXAMPLE)
    accepted = f"a whole number{SUCH_AS * fits}{bounds(minimum, maximum)} is accepted"
    if isinstance(cell, float) and abs(cell) < MOST_KEPT and denoised(Decimal(repr(cell))) == round(cell):
        cell = round(cell)
    digits = number_text(cell, pattern=WHOLE, accepted=accepted)
    value = int(digits.partition(".")[0])
    if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
        raise ValueError(f"is out of range; {accepted}")
    return value


def decimal_number(
    cell: CellValue, *, places: int, more_than: Decimal | int | None = None, at_most: Decimal | int | None = None
) -> Decimal:
    """A number of at most `places` decimals, given back with exactly so many; `more_than` is exclusive.

    Binary noise is forgiven: 8.500000000000002 is 8.5.
    """
    limits = [f"more than {more_than}"] * (more_than is not None) + [f"at most {at_most}"] * (at_most is not None)
    accepted = f"a number{' of ' * bool(limits)}{' and '.join(limits)} with at most {places} decimals is accepted"
    exact = denoised(Decimal(number_text(cell, pattern=DECIMAL, accepted=accepted)))
    value = exact.quantize(Decimal(1).scaleb(-places))
    if value != exact or (more_than is not None and value <= more_than) or (at_most is not None and value > at_most):
        raise ValueError(f"is not accepted; {accepted}")
    return value


def fraction(cell: CellValue) -> float:
    """A share from 0 to 1, written so (0.1) or in percent ("10%", "10 %")."""
    accepted = "a fraction from 0 to 1 such as 0.1, or a percentage such as 10%, is accepted"
    spelled = text(cell) if isinstance(cell, str) else None
    percent = spelled is not None and spelled.endswith("%")
    number = spelled[:-1].rstrip() if spelled and percent else cell
    value = denoised(Decimal(number_text(number, pattern=DECIMAL, accepted=accepted)) / (100 if percent else 1))
    if not 0 <= value <= 1:
        meant = f"; did you mean {value.normalize():f}%?" if 1 < value <= 100 and not percent else ""
        raise ValueError(f"is not a fraction; {accepted}{meant}")
    return float(value)


def yes_no(cell: CellValue) -> bool:
    """Y or N, Yes or No, TRUE or FALSE, 1 or 0, in any case."""
    word = (text(cell) or "").lower()
    if word not in YES | NO:
        raise ValueError("is neither yes nor no; Y, Yes, TRUE, 1, N, No, FALSE or 0 is accepted")
    return word in YES


def calendar_date(cell: CellValue) -> date:
    """A date cell, ISO text ("2025-06-01") or US text ("6/1/2025"); two-digit years are refused.

    Midnight may stand behind it, as programs write dates that they keep as moments.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    spelled = MIDNIGHT.sub("", (text(cell) or "") if isinstance(cell, str) else "")
    found = ISO_DATE.fullmatch(spelled) or US_DATE.fullmatch(spelled)
    try:
        if found:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        pass  # no such day: 2025-02-30
    raise ValueError("is not a date; a date cell, 2025-06-01 or 6/1/2025 (month first) is accepted")


def month_name_or_number(cell: CellValue) -> int:
    """1 to 12 for a month by name (April, Apr) or number (4, "04")."""
    spelled = "" if isinstance(cell, bool | date) else (text(cell) or "").lower().rstrip(".")
    month = MONTH_NUMBERS.get(spelled, 0)
    if re.fullmatch(r"\d{1,2}", spelled, re.ASCII):
        month = int(spelled)
    if not 1 <= month <= 12:
        raise ValueError("is not a month; April, Apr, 4 or 04 is accepted")
    return month


def number_text(cell: CellValue, *, pattern: re.Pattern[str], accepted: str) -> str:
    """A number as text without separators; refuses what does not match `pattern` or has too many digits."""
    if cell is None or isinstance(cell, bool | date) or (isinstance(cell, float) and not math.isfinite(cell)):
        raise ValueError(f"is not a number; {accepted}")
    # A float's shortest spelling may be 1e-07; as fixed-point text it reads like one that was typed.
    spelled = format(Decimal(repr(cell)), "f") if isinstance(cell, float) else text(cell)
    if spelled is None or not pattern.fullmatch(spelled):
        raise ValueError(f"is not such a number; {accepted}")
    digits = spelled.replace(",", "")
    if len(digits.partition(".")[0].lstrip("+-")) > MOST_DIGITS:
        raise ValueError(f"is too large; {accepted}")
    return digits


def denoised(value: Decimal) -> Decimal:
    """A decimal without the digits that only binary floats have."""
    return round(value, NOISE_PLACES)


def bounds(minimum: int | None, maximum: int | None) -> str:
    """ " from 1 to 7", " of at least 1", " of at most 7", or nothing."""
    if minimum is not None and maximum is not None:
        return f" from {minimum} to {maximum}"
    if minimum is not None:
        return f" of at least {minimum}"
    return "" if maximum is None else f" of at most {maximum}"
