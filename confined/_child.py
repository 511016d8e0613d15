"""The child's side: confine itself, take its input, run its module's `main`, and send what that says.

It is started as a script and imports little: the reader of a small file spends its time on starting.
"""

import contextlib
import os
import struct
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, BinaryIO

if sys.platform != "win32":
    import resource
if sys.platform == "linux":
    import fcntl
    import select

HEADER = struct.Struct(">cI")  # of each frame: its kind, and the length of what follows
READY, MESSAGE, END = b"r", b"m", b"e"
NO_LIMIT = -1


def main(
    places: str, module: str, codec: str, memory: str, processor_seconds: str, file_size: str, *arguments: str
) -> None:
    """Run `module.main(content, send, *arguments)`, importing from `places`."""
    output = take_output()
    sys.path += places.split(os.pathsep)
    work: Callable[..., None] = import_module(module).main
    encode: Callable[[Any], bytes] = import_module(codec).dumps
    # Only now: our own code may be trusted, and what importing it takes differs from machine to machine.
    confine(memory=int(memory), processor_seconds=int(processor_seconds), file_size=int(file_size))
    send_frame(output, READY)
    content = read_frame(sys.stdin.buffer)
    end_with_parent()
    work(content, lambda message: send_frame(output, MESSAGE, encode(message)), *arguments)
    send_frame(output, END)
    os._exit(0)  # the parent waits for the end, and there is nothing to tidy up


def take_output() -> BinaryIO:
    """Our standard output for frames alone: what a library prints goes where errors go."""
    ours = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(ours, "wb")


def confine(*, memory: int, processor_seconds: int, file_size: int) -> None:
    """Limit this process as far as the platform can; there is no way back."""
    if sys.platform != "win32":
        limits = [(resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, processor_seconds)]
        limits += [(resource.RLIMIT_FSIZE, file_size), (resource.RLIMIT_CORE, 0)]
        for kind, most in limits:
            if most != NO_LIMIT:
                # A platform without this limit, or one that is stricter already: the parent's limits still hold.
                with contextlib.suppress(ValueError, OSError):
                    resource.setrlimit(kind, (most, most))


def end_with_parent() -> None:
    """Have the system end this process as soon as nobody holds the other end of its input, however busy it is.

    The parent writes no more and closes its end last, or by dying: both raise SIGIO, which ends who does not handle it.
    Elsewhere than on Linux an orphan ends when it next says something.
    """
    if sys.platform == "linux":
        fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
        if select.select([0], [], [], 0)[0]:  # it was closed already
            sys.exit(1)


def read_frame(source: BinaryIO) -> bytes:
    """The input; ends this process when the parent has gone before all of it came."""
    head = source.read(HEADER.size)
    if len(head) == HEADER.size:
        _, length = HEADER.unpack(head)
        content = source.read(length)
        if len(content) == length:
            return content
    sys.exit(1)


def send_frame(output: BinaryIO, kind: bytes, content: bytes = b"") -> None:
    """Send a frame at once and in one piece: `main` may send from several threads."""
    output.write(HEADER.pack(kind, len(content)) + content)
    output.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
