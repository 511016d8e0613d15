"""Checking the values of a request: every bad one is noted with its path, so that all are refused together."""

from collections.abc import Sequence

from db.shared.bounds import Bound
from db.shared.enums import MOST_WORDS
from services.shared.bounds import told
from services.shared.errors import InvalidInput, Refusal, refuse_all
from services.shared.numbers import clean
from services.shared.states import ACCEPTED, meant_state, parse_state
from services.shared.text import LONGEST_TEXT, control_character, shown

VISIBLE = "text without control characters"
LONGEST_PROSE = 2_000  # characters of what somebody notes, and of why a model recommends what it does


class Inputs:
    """The values of one input object; `path` is where it stands in the request."""

    def __init__(self, *path: str) -> None:
        self._path = path
        self.refusals: list[Refusal] = []

    def refuse(self) -> None:
        """Raise Refusals with everything noted; nothing if all is well."""
        refuse_all(self.refusals)

    def note(self, message: str, *path: str, accepted: str | None = None) -> None:
        """Note an InvalidInput at a path below this object."""
        self.refusals.append(InvalidInput(message, (*self._path, *path), accepted=accepted))

    def text(self, name: str, value: str | None) -> str:
        """A text that must be there: trimmed, of at most 200 characters."""
        checked = shown(value or "")
        if (control := control_character(value or "")) is not None:
            self.note(f"{name} has the control character {control}", name, accepted=VISIBLE)
        elif not checked:
            self.note(f"{name} is empty", name, accepted="a text")
        elif len(checked) > LONGEST_TEXT:
            self.note(f"{name} has {len(checked)} characters", name, accepted=f"at most {LONGEST_TEXT} characters")
        return checked

    def optional_text(self, name: str, value: str | None) -> str | None:
        """A text that may be missing; an empty one is none."""
        return self.text(name, value) if value is not None and shown(value) else None

    def prose(self, name: str, value: str | None, *, most: int = LONGEST_PROSE) -> str | None:
        """A text of several lines that may be missing, each trimmed; an empty one is none."""
        checked = "\n".join(map(shown, (value or "").splitlines())).strip()
        if (control := control_character(value or "")) is not None:
            self.note(f"{name} has the control character {control}", name, accepted=VISIBLE)
        elif len(checked) > most:
            accepted = f"at most {most:,} characters"
            self.note(f"{name} has {len(checked):,} characters", name, accepted=accepted)
        return checked or None

    def texts(self, name: str, values: Sequence[str] | None) -> list[str]:
        """A list of texts that must have at least one, and as many as a person may have."""
        if not values:
            self.note(f"{name} is empty", name, accepted="at least one")
        if self._are_too_many(name, values or ()):
            return []
        checked = [self._item(name, place, value) for place, value in enumerate(values or ())]
        return list(dict.fromkeys(checked))

    def states(self, name: str, values: Sequence[str] | None) -> list[str]:
        """States as they are kept: two-letter codes or N/A, at least one."""
        checked: list[str] = []
        if self._are_too_many(name, values or ()):
            return checked
        for place, value in enumerate(values or ()):
            try:
                checked.append(parse_state(value))
            except ValueError:
                self.note(f"{value[:40]!r} is no state{meant_state(value)}", name, str(place), accepted=ACCEPTED)
        if not values:
            self.note(f"{name} is empty", name, accepted="at least one two-letter code or N/A")
        return list(dict.fromkeys(checked))

    def whole(self, name: str, value: int, bound: Bound, *path: str) -> int:
        """A whole number within its bound; `path` is where it stands, if not at its name."""
        if not bound.holds(value):
            self.note(f"{name} is {value}", *(path or (name,)), accepted=bound.accepted)
        return value

    def number(self, name: str, value: float, bound: Bound, *path: str) -> float:
        """A number within its bound, without binary noise."""
        kept = clean(value)
        if not bound.holds(kept):
            self.note(f"{name} is {told(value)}", *(path or (name,)), accepted=bound.accepted)
        return kept

    def _are_too_many(self, name: str, values: Sequence[str]) -> bool:
        if len(values) > MOST_WORDS:
            self.note(f"{name} has {len(values):,} items", name, accepted=f"at most {MOST_WORDS}")
        return len(values) > MOST_WORDS

    def _item(self, name: str, place: int, value: str) -> str:
        checked = shown(value)
        if not checked or len(checked) > LONGEST_TEXT:
            self.note(
                f"{name} has an item of {len(checked)} characters", name, str(place), accepted=f"1 to {LONGEST_TEXT}"
            )
        return checked
