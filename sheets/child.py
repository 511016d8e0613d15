"""What the child process runs: confine itself, read one file from stdin, answer in frames on stdout."""

import contextlib
import math
import sys
from collections.abc import Iterator

import orjson

from services.shared.errors import InvalidInput
from sheets.delimited import delimited_records
from sheets.limits import SheetLimits
from sheets.table import table
from sheets.wire import frame, frames
from sheets.workbook import workbook_records

if sys.platform != "win32":
    import resource


def main(kind: str, limits: str) -> None:
    """Answer with "ready", then header, rows and end, or a refusal; `kind` is "xlsx" or "csv", `limits` JSON."""
    bounds = SheetLimits(**orjson.loads(limits))
    confine(limits=bounds)
    send(frame(ready=True))
    content = sys.stdin.buffer.read(bounds.upload + 1)
    for message in answer(content, kind=kind, limits=bounds):
        send(message)


def answer(content: bytes, *, kind: str, limits: SheetLimits) -> Iterator[bytes]:
    """The frames of a file, ending with a refusal when it cannot be read."""
    try:
        records = workbook_records(content, limits=limits) if kind == "xlsx" else delimited_records(content)
        yield from frames(table(records, limits=limits), limits=limits)
    except InvalidInput as refusal:
        yield frame(refused=refusal.message, accepted=refusal.accepted)
    except MemoryError:
        yield frame(refused="the file is too large once unpacked", accepted="a smaller file")
    except (GeneratorExit, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the reader's panics are no Exceptions
        yield frame(
            refused="the file cannot be read",
            accepted="a file saved anew by a spreadsheet program",
            cause=name_of(error),
        )


def confine(*, limits: SheetLimits) -> None:
    """Bound memory (bytes), processor time (seconds) and files, as far as the platform can."""
    if sys.platform != "win32":
        seconds = math.ceil(limits.seconds) + 1
        bounds = ((resource.RLIMIT_AS, limits.memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0))
        for kind, most in (*bounds, (resource.RLIMIT_FSIZE, 0)):
            # A platform without this limit, or one already stricter: the checks before unpacking still hold.
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (most, most))


def send(message: bytes) -> None:
    """Write a frame at once."""
    sys.stdout.buffer.write(message)
    sys.stdout.buffer.flush()


def name_of(error: BaseException) -> str:
    """The type of an error, for the log: its text may hold what an attacker wrote."""
    return type(error).__name__
