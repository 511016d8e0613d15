"""How messages travel from a child to its parent: each behind its length."""

import struct

LENGTH = struct.Struct(">I")
READY = b""  # the first message of every child: it is confined, and its code has been imported


def framed(message: bytes) -> bytes:
    """A message as it is sent."""
    return LENGTH.pack(len(message)) + message
