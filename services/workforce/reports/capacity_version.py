"""Versions of a report's capacity as clients keep them: opaque texts, which tell the months that changed since."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from db.engine import ReadSession
from db.workforce.capacity_versions import capacity_versions
from services.shared.calendar import MONTHS_IN_REPORT
from services.shared.errors import BadRequest

EVERY_MONTH = tuple(range(1, MONTHS_IN_REPORT + 1))
_FORM = 1  # the first byte of a version; another one is of another release of this service
_ID_BYTES = _MONTH_BYTES = 8
_NEVER = "00" * _MONTH_BYTES
_LENGTH = 1 + _ID_BYTES + MONTHS_IN_REPORT * _MONTH_BYTES


class CapacityVersion(NamedTuple):
    """Which capacity a report has in each of its six months, sixteen hexadecimal digits a month."""

    report_id: int
    months: tuple[str, ...]
    form: int = _FORM

    def __str__(self) -> str:
        content = bytes([self.form]) + self.report_id.to_bytes(_ID_BYTES) + bytes.fromhex("".join(self.months))
        return base64.urlsafe_b64encode(content).decode()

    def is_comparable(self, other: "CapacityVersion") -> bool:
        """Whether both are of one report, and of one form."""
        return (self.report_id, self.form) == (other.report_id, other.form)

    def changed_since(self, earlier: "CapacityVersion") -> list[int]:
        """The forecast month indexes, 1–6, in which capacity is another than it was; all where that cannot be told."""
        if not self.is_comparable(earlier):
            return list(EVERY_MONTH)
        pairs = zip(self.months, earlier.months, strict=True)
        return [index for index, (now, was) in enumerate(pairs, start=1) if now != was]


def parse_capacity_version(text: str) -> CapacityVersion:
    """The version that a text is; raises BadRequest for what is none."""
    try:
        content = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if len(content) != _LENGTH:
        raise BadRequest("since is not a version; accepted: the version of a capacityChanged event or of a tree")
    report_id = int.from_bytes(content[1 : 1 + _ID_BYTES])
    digits = content[1 + _ID_BYTES :].hex()
    width = 2 * _MONTH_BYTES
    return CapacityVersion(
        report_id, tuple(digits[start : start + width] for start in range(0, len(digits), width)), content[0]
    )


async def capacity_versions_of(session: ReadSession, report_ids: Sequence[int]) -> Mapping[int, CapacityVersion]:
    """The versions of some reports, as this session's snapshot has them."""
    stored = {(row.report_id, row.month_index): row.version for row in await capacity_versions(session, report_ids)}
    return {
        report_id: CapacityVersion(report_id, tuple(stored.get((report_id, index), _NEVER) for index in EVERY_MONTH))
        for report_id in report_ids
    }
