"""An embedded server that ends by itself, as for want of room on the disk, is started again while somebody serves."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from db.embedded.server import EmbeddedPostgres
from db.errors import DatabaseUnavailable, reason_of

LOOK_SECONDS = 2.0  # from one look whether it runs to the next
log = logging.getLogger("headroom.embedded")


@contextmanager
def kept_running(server: EmbeddedPostgres) -> Iterator[None]:
    """Inside, a server that has ended is started again, as soon as it can be."""
    over = Event()
    watching = Thread(target=_watch, args=(server, over), name="embedded database", daemon=True)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()


def _watch(server: EmbeddedPostgres, over: Event) -> None:
    told = ""
    while not over.wait(LOOK_SECONDS):
        if server.runs():
            continue
        try:
            server.start_again()
        except (DatabaseUnavailable, OSError) as error:
            reason = f"the database has ended and cannot be started again yet: {reason_of(error) or error}"
            if reason != told:  # for every look the same would hide the rest
                log.error("%s", reason)
            told = reason
        else:
            log.error("the database had ended, and was started again")
            told = ""
