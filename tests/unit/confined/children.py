"""What children of the tests do; run by confined, in processes of their own."""

import os
import sys
import time
from collections.abc import Callable

Read = Callable[[int], bytes]
Send = Callable[[bytes], None]


def echo(read: Read, send: Send, *words: str) -> None:
    """Tell the input back, then the words."""
    for message in (read(-1), *(word.encode() for word in words)):
        send(message)


def surroundings(read: Read, send: Send) -> None:
    """Tell the names of what is in the environment, and where modules come from."""
    send("\n".join(sorted(os.environ)).encode())
    send("\n".join(sys.path).encode())


def hang(read: Read, send: Send) -> None:
    """Say something, and never end."""
    send(b"here")
    time.sleep(600)


def flood(read: Read, send: Send) -> None:
    """Say more than anybody wants to hear."""
    while True:
        send(bytes(1024 * 1024))


def swell(read: Read, send: Send) -> None:
    """Take memory without end."""
    held = []
    try:
        while True:
            held.append(bytearray(16 * 1024 * 1024))
    except MemoryError:
        held.clear()
        send(b"no more memory")


def spin(read: Read, send: Send) -> None:
    """Use the processor without end."""
    send(b"spinning")
    while True:
        pass


def leave(read: Read, send: Send) -> None:
    """End at once, as if killed by a fault."""
    os._exit(7)


def write_a_file(read: Read, send: Send, path: str) -> None:
    """Try to leave something behind."""
    try:
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(b"left behind")
    except OSError as error:
        send(type(error).__name__.encode())
    else:
        send(b"written")
