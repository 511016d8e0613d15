"""The folder in which several server processes write what they count, so that each can tell it of all of them.

The client of Prometheus reads the variable itself. This file imports little: a process that is to become a worker, and
the one that watches them, import it too.
"""

import os
import re
from pathlib import Path

from server.errors import Misconfigured

_LIVE = re.compile(r"gauge_live\w*_(\d+)\.db")
VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def is_shared() -> bool:
    """Whether other processes may be asked for what this one counts."""
    return VARIABLE in os.environ


def require_metrics_folder() -> None:
    """Raise Misconfigured for a folder that cannot be written to: each process would end as soon as it counts.

    What processes were doing that were killed, or went down with the machine, is forgotten: another may get the number
    of one, and would go on with its figures.
    """
    folder = os.environ.get(VARIABLE)
    if folder is None:
        return
    if not (Path(folder or "/dev/null").is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        raise Misconfigured(f"{VARIABLE} is {folder!r}; accepted: a folder that is there, and can be written to")
    for pid in {int(found[1]) for file in Path(folder).iterdir() if (found := _LIVE.fullmatch(file.name))}:
        if pid == os.getpid() or not _runs(pid):
            forget_figures(pid)


def forget_figures(pid: int | None) -> None:
    """Forget what a process was doing when it ended; what it has counted stays counted."""
    if is_shared() and pid is not None:
        # Imported late: most have no metrics of several processes.
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(pid)  # type: ignore[no-untyped-call]


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True
