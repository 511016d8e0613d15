"""Settings that make no sense, in words: a line for each, with its variable, its value, and what would be accepted."""

from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

from dotenv.parser import Binding, parse_stream
from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo

PREFIX = "HEADROOM_"
LONGEST_SHOWN = 80  # characters of a value
KINDS: dict[Any, str] = {bool: "true or false", int: "a whole number", float: "a number", Decimal: "a number"}
BOUNDS = {"gt": "above", "ge": "of at least", "lt": "below", "le": "of at most"}


def wrong_values(error: ValidationError, fields: dict[str, FieldInfo]) -> list[str]:
    """Every setting that was refused, as a line; what may hold a password is not repeated."""
    return [_line(dict(fault), fields) for fault in error.errors()]


def wrong_lines(file: Path) -> list[str]:
    """The lines of an .env file that are about this service and set nothing; those of others are not our business.

    Their text may hold a secret, and is not repeated.
    """
    try:
        bindings = _bindings(file)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        return [f"{file} cannot be read: {reason}; accepted: a text file with lines such as {PREFIX}POOL_SIZE=10"]
    return [
        f"{file}, line {_first_line(binding.original)}: sets nothing; accepted: a name, = and a value, such as"
        f" {PREFIX}POOL_SIZE=10"
        for binding in bindings
        if (binding.error or binding.value is None) and PREFIX in binding.original.string.upper()
    ]


def names_in(file: Path) -> list[str]:
    """What the lines of an .env file set; nothing of one that cannot be read."""
    try:
        return [binding.key for binding in _bindings(file) if binding.key is not None]
    except (OSError, UnicodeDecodeError):
        return []


def _bindings(file: Path) -> list[Binding]:
    """The lines of an .env file, where there is one."""
    try:
        with file.open(encoding="utf-8") as opened:
            return list(parse_stream(opened))
    except FileNotFoundError:
        return []


def _first_line(original: Any) -> int:
    """Where a binding begins; empty lines before it belong to it too."""
    text: str = original.string
    return int(original.line) + text[: len(text) - len(text.lstrip())].count("\n")


def _line(fault: dict[str, Any], fields: dict[str, FieldInfo]) -> str:
    name = str(fault["loc"][0])
    field = fields[name]
    variable = f"{PREFIX}{name.upper()}"
    accepted = str(fault["ctx"]["error"]) if fault["type"] == "value_error" else _accepted(field)
    if _is_secret(name, field, str(fault["input"])):
        return f"{variable} cannot be used, and is not shown here; accepted: {accepted}"
    return f"{variable} is {str(fault['input'])[:LONGEST_SHOWN]!r}; accepted: {accepted}"


def _is_secret(name: str, field: FieldInfo, value: str) -> bool:
    """Whether a value is a secret, or an address that holds or may hold a password."""
    is_secret_type = SecretStr in (field.annotation, *get_args(field.annotation))
    return is_secret_type or name.endswith("database_url") or "@" in value


def _accepted(field: FieldInfo) -> str:
    """What a setting takes, by the type and the bounds that it is declared with."""
    bounds = [
        f"{words} {getattr(rule, bound):,}"
        for rule in field.metadata
        for bound, words in BOUNDS.items()
        if getattr(rule, bound, None) is not None
    ]
    types = (field.annotation, *get_args(field.annotation))  # of one that may be missing as well
    kind = next((KINDS[one] for one in types if one in KINDS), "a text")
    return " ".join([kind, " and ".join(bounds)]).strip()
