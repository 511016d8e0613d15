"""The child's side: confine itself, import what it is to run, say that it is ready, and run it."""

import json
import sys
from importlib import import_module

from confined._frames import READY, framed
from confined._limits import Limits


def main(module: str, function: str, limits: str, *arguments: str) -> None:
    """Run `module.function(read, send, *arguments)`: `read(size)` takes input, `send(message)` tells the parent."""
    Limits(*json.loads(limits)).hold()
    run = getattr(import_module(module), function)
    send(READY)
    run(sys.stdin.buffer.read, send, *arguments)


def send(message: bytes) -> None:
    """Write a message at once."""
    sys.stdout.buffer.write(framed(message))
    sys.stdout.buffer.flush()
