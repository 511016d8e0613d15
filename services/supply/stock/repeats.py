"""Requests that were sent before: a caller's key is of one movement, whose first result answers every repeat."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from db.engine import ReadSession
from db.supply.movements import ids_by_client_keys, movements_together
from services.shared.inputs import Inputs
from services.shared.text import shown
from services.supply.stock.entering import Entered


@dataclass(frozen=True, slots=True)
class Before:
    """The keys that were used, and what was entered with them."""

    by_key: dict[str, int] = field(default_factory=dict)
    entered: Entered = field(default_factory=Entered)

    def has(self, client_key: str | None) -> bool:
        """Whether a key was used."""
        return kept_key(client_key) in self.by_key


def kept_key(client_key: str | None) -> str | None:
    """A key as it is kept."""
    return shown(client_key) if client_key else client_key


async def entered_before(session: ReadSession, client_keys: Sequence[str | None]) -> Before:
    """What was entered with some keys: movements, other sides of transfers, and what kept counts true."""
    given = [kept for client_key in client_keys if (kept := kept_key(client_key))]
    if not given:
        return Before()
    ids = await ids_by_client_keys(session, given)
    rows = await movements_together(session, ids.values())
    entered = Entered(
        [row for row in rows if row.restates_id is None], [row for row in rows if row.restates_id is not None]
    )
    return Before(ids, entered)


def note_twice(inputs: Sequence[Inputs], client_keys: Sequence[str | None]) -> None:
    """Note keys that stand in a request more than once."""
    seen: set[str] = set()
    for one, client_key in zip(inputs, map(kept_key, client_keys), strict=True):
        if client_key and client_key in seen:
            one.note(f"clientKey {client_key[:40]!r} stands here twice", "clientKey", accepted="a key of its own")
        seen.add(client_key or "")
