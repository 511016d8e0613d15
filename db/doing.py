"""What is being done, for the audit log."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import orjson


class Doing(NamedTuple):
    """The operation under way and who carries it out; the audit log's triggers write it beside every change."""

    operation: str
    request_id: str
    roles: Sequence[str]
    key_id: UUID | None = None

    def __str__(self) -> str:
        return orjson.dumps(self._asdict(), default=str).decode()  # the driver has a UUID of its own
