"""Several server processes and the one that watches them: a worker may start slowly, and none ends unsaid.

A worker is a fresh interpreter that imports this module before it can answer anything; so this one imports little.
"""

import logging
import os
import signal
import threading
import time
from multiprocessing import parent_process
from typing import TYPE_CHECKING

from uvicorn.config import STARTUP_FAILURE, Config
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from server.http.metrics_folder import forget_figures

if TYPE_CHECKING:
    from starlette.applications import Starlette

START_SECONDS = 600  # until a worker's first answer: on a slow machine importing alone takes minutes
ANSWER_SECONDS = 30  # for each later one: a thread of its own gives it, whatever the worker computes

log = logging.getLogger("headroom.workers")


def worker() -> "Starlette":
    """The application of one of several server processes, which leaves with its supervisor, even after a kill -9."""
    # Imported late: by now the worker answers its supervisor, which imports this module too and needs none of these.
    from server.app import create_app
    from server.http.logs import configure_logging
    from server.settings import Settings

    configure_logging(Settings().log_level)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    return create_app()


def run_workers(config: Config) -> None:
    """Run workers until a signal stops them; raises SystemExit where they stop because they cannot start."""
    workers = _Workers(config, sockets=[config.bind_socket()])
    workers.run()
    for ended in workers.processes:
        forget_figures(ended.pid)
    if not workers.stopped_by_signal:
        raise SystemExit(STARTUP_FAILURE)


class _Worker(Process):
    """A worker that is asked how it is without being waited for, so that its supervisor hears signals meanwhile."""

    asked_at: float | None = None
    has_answered = False

    @property
    def patience(self) -> float:
        """How many seconds it may take to answer."""
        return ANSWER_SECONDS if self.has_answered else START_SECONDS

    def is_alive(self, timeout: float = 0) -> bool:
        """Whether it runs, and answers in time."""
        if not self.process.is_alive():
            return False
        try:
            return self._answers_in_time(timeout)
        except (OSError, EOFError):
            return False

    def _answers_in_time(self, timeout: float) -> bool:
        if self.asked_at is None:
            self.parent_conn.send(b"ping")
            self.asked_at = time.monotonic()
        if self.parent_conn.poll(timeout):
            self.parent_conn.recv()
            self.asked_at, self.has_answered = None, True
            return True
        return time.monotonic() - self.asked_at < self.patience


class _Workers(Multiprocess):
    """Several server processes; a closed terminal stops them, where uvicorn would start new ones."""

    stopped_by_signal = False

    def init_processes(self) -> None:
        """Start all of them."""
        self.processes += [self._started() for _ in range(self.processes_num)]

    def keep_subprocess_alive(self) -> None:
        """Put a new worker in the place of one that has died or hangs; stop where they cannot start at all."""
        for place, former in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            if not former.is_alive(timeout=0):
                self._end(former)
                if former.exitcode == STARTUP_FAILURE:
                    self.should_exit.set()
                else:
                    self.processes[place] = self._started()

    def handle_signals(self) -> None:
        """Stop on any signal that stops a single server."""
        if {signal.SIGINT, signal.SIGTERM, signal.SIGHUP} & set(self.signal_queue):
            self.stopped_by_signal = True
            self.should_exit.set()

    def _started(self) -> _Worker:
        made = _Worker(self.config, self.sockets)
        made.start()
        return made

    def _end(self, former: Process) -> None:
        was_running = former.process.is_alive()
        former.kill()
        former.join()
        forget_figures(former.pid)
        if was_running and isinstance(former, _Worker):
            reason = f"did not answer for {former.patience:g} seconds and was killed"
        else:
            reason = f"ended with status {former.exitcode}"
        then = "the server stops" if former.exitcode == STARTUP_FAILURE else "another takes its place"
        log.error("worker %s %s; %s", former.pid, reason, then)


def _leave_with_parent() -> None:
    if parent := parent_process():
        parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
