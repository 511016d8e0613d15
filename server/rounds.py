"""What a server does by itself: every so often it looks whose round is due, and takes it where it is first.

There is no leader to be chosen, to hang or to be replaced. A round of a tenant belongs to the transaction that takes
it: of several servers one gets it, and if that one is killed, the next that asks.
"""

import asyncio
import logging
from datetime import timedelta

from starlette.datastructures import State

from db.engine import Database
from db.errors import ConcurrentChange, DatabaseReadOnly, DatabaseUnavailable, StatementTookTooLong
from server.rooms import HOUSE
from server.settings import Settings
from services.shared import clock

LOOKS = 15  # at what is due, from one round to the next: so much later a round is taken that somebody died at
log = logging.getLogger("headroom.rounds")
_NOT_NOW = (ConcurrentChange, DatabaseReadOnly, DatabaseUnavailable, StatementTookTooLong)


async def keep_going_round(state: State) -> None:
    """Look at what is due again and again, on the thread of mutations, until cancelled."""
    pause = state.settings.alert_minutes * 60 / LOOKS
    while True:
        await asyncio.sleep(pause)
        try:
            await state.mutations.carry_out(
                lambda database: go_rounds(database, state.settings), elsewhere=state.database
            )
        except _NOT_NOW as error:
            log.warning("no look at what is due: %s", type(error).__name__)
        except Exception:  # whatever it is: the server answers, and looks again
            log.exception("no look at what is due")


async def go_rounds(database: Database, settings: Settings) -> None:
    """Take every round that is due; one that fails leaves the others theirs."""
    every = timedelta(minutes=settings.alert_minutes)
    for due, go in HOUSE.rounds:
        for tenant_id in await due(database, every):
            try:
                await go(database, tenant_id, every, clock.today(), settings.floor_rules)
            except _NOT_NOW as error:
                log.warning("no round: %s", type(error).__name__)
