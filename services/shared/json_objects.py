"""JSON that callers give to be kept as it is: an object, not too long, of what a database and an answer can hold."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from services.shared.errors import InvalidInput
from services.shared.text import control_character

MOST_NUMBER = 2**53 - 1
"""The greatest whole number that every reader of JSON has exactly."""
NUMBERS_ACCEPTED = f"numbers of at most {MOST_NUMBER:,}, above or below 0"

Path = tuple[str, ...]


def require_json_object(name: str, value: object, *, most_bytes: int, path: Path) -> dict[str, Any]:
    """An object of at most so many bytes, as JSON without spaces, of texts that can be seen and numbers in range.

    Raises InvalidInput, at the path of the value that is not accepted.
    """
    if not isinstance(value, dict):
        raise InvalidInput(f"{name} is no JSON object", path, accepted='an object such as {"shift": "night"}')
    for place, part in _parts(value, path):
        _require_storable(place, part)
    if (length := len(orjson.dumps(value))) > most_bytes:
        raise InvalidInput(f"{name} has {length:,} bytes", path, accepted=f"at most {most_bytes:,} bytes of JSON")
    return value


def read_json(stored: Any) -> Any:
    """What a column of JSON holds: rows have it read, columns have its text as the driver gives it."""
    return orjson.loads(stored) if isinstance(stored, str) else stored


def _parts(value: object, path: Path) -> Iterator[tuple[Path, object]]:
    """Every key and every value that holds no others, with the path to it."""
    waiting: list[tuple[Path, object]] = [(path, value)]
    while waiting:
        place, part = waiting.pop()
        if isinstance(part, Mapping):
            yield from ((place, key) for key in part)
            waiting += ((((*place, str(key)), below)) for key, below in part.items())
        elif isinstance(part, list):
            waiting += (((*place, str(number)), below) for number, below in enumerate(part))
        else:
            yield place, part


def _require_storable(path: Path, part: object) -> None:
    if isinstance(part, str):
        _require_visible(path, part)
    elif not (part is None or isinstance(part, int | float)):  # such as a file of a form
        raise InvalidInput(f"{path[-1]} is no JSON", path, accepted="JSON: texts, numbers, true, false, null")
    elif isinstance(part, int | float) and not -MOST_NUMBER <= part <= MOST_NUMBER:  # nor is what is no number
        raise InvalidInput(f"{path[-1]} is out of range", path, accepted=NUMBERS_ACCEPTED)


def _require_visible(path: Path, text: str) -> None:
    if (control := control_character(text)) is not None:
        raise InvalidInput(f"{path[-1]} has the character {control}", path, accepted="text without control characters")
