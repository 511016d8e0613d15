"""A part of a text that is looked for in what rows are called and in what they are found by."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, false, func


class Part(NamedTuple):
    """A part as texts are shown, and as keys are kept: without regard to letter case and to joiners."""

    text: str
    key: str

    def in_text(self, column: Any) -> ColumnElement[bool]:
        """Whether a text has it, without regard to letter case."""
        return func.lower(column).contains(self.text.lower(), autoescape=True)

    def in_key(self, column: Any) -> ColumnElement[bool]:
        """Whether a key has it; none has what is nothing but joiners."""
        return column.contains(self.key, autoescape=True) if self.key else false()
