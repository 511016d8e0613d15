"""What children of the tests do; run by confined, in processes of their own."""

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from confined._child import HEADER, MESSAGE

Send = Callable[[Any], None]


def main(content: bytes, send: Send, what: str, *arguments: str) -> None:
    """Do what a test asks for."""
    globals()[what](content, send, *arguments)


def echo(content: bytes, send: Send, *words: str) -> None:
    """Tell the input back, then the words."""
    for message in (content.decode(), *words):
        send(message)


def say_and_stay(content: bytes, send: Send) -> None:
    """Say something, and never end."""
    send("the last word")
    time.sleep(3600)


def surroundings(content: bytes, send: Send) -> None:
    """Tell the names of what is in the environment, and where modules come from."""
    send([sorted(os.environ), sys.path])


def say_from_threads(content: bytes, send: Send, threads: str) -> None:
    """Send a hundred messages from each of several threads at once."""
    everybody = [threading.Thread(target=lambda: [send("x" * 5_000) for _ in range(100)]) for _ in range(int(threads))]
    for thread in everybody:
        thread.start()
    for thread in everybody:
        thread.join()


def chatter(content: bytes, send: Send) -> None:
    """Print, as a library might, in Python and past it."""
    print("chatter", flush=True)
    os.write(1, b"more chatter")
    send("said")


def hang(content: bytes, send: Send) -> None:
    """Say who it is, and never end."""
    send(os.getpid())
    time.sleep(600)


def hang_silently(content: bytes, send: Send) -> None:
    """Close all it could speak through, and never end."""
    os.closerange(1, 100)
    time.sleep(600)


def flood(content: bytes, send: Send) -> None:
    """Say more than anybody wants to hear."""
    while True:
        send("x" * 1024 * 1024)


def rubbish(content: bytes, send: Send, kind: str) -> None:
    """Say what is no frame, or no message."""
    said = HEADER.pack(MESSAGE, 3) + b"{{{" if kind == "message" else b"rubbish"
    for number in range(3, 100):
        try:
            os.write(number, said)
        except OSError:
            continue


def swell(content: bytes, send: Send) -> None:
    """Take memory without end, and tell when there is no more."""
    held = []
    try:
        while True:
            held.append(bytearray(16 * 1024 * 1024))
    except MemoryError:
        held.clear()
        send("no more memory")


def burst(content: bytes, send: Send) -> None:
    """Take memory without end, and die of it."""
    held = []
    while True:
        held.append(bytearray(16 * 1024 * 1024))


def spin(content: bytes, send: Send) -> None:
    """Use the processor without end."""
    send(os.getpid())
    while True:
        pass


def leave(content: bytes, send: Send) -> None:
    """End at once, as if killed by a fault."""
    os._exit(7)


def write_a_file(content: bytes, send: Send, path: str) -> None:
    """Try to leave something behind."""
    try:
        Path(path).write_bytes(b"left behind")
    except OSError as error:
        send(type(error).__name__)
    else:
        send("written")
