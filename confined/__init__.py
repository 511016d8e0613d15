"""Child processes with limits: started without secrets, fed once, heard message by message, and never left running.

What is imported here is all that others may use; the modules with an underscore are the package's own.
"""

from confined import _pickles as pickles
from confined._errors import ChildFailed, DidNotStart, Died, Garbled, TookTooLong, TooMuchOutput
from confined._program import Codec, Limits, Program
from confined._running import Messages, running

__all__ = [
    "ChildFailed",
    "Codec",
    "DidNotStart",
    "Died",
    "Garbled",
    "Limits",
    "Messages",
    "Program",
    "TooMuchOutput",
    "TookTooLong",
    "pickles",
    "running",
]
