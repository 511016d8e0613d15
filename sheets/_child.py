"""What the confined child runs: read one file, and tell its header and rows, or why it is refused."""

from collections.abc import Callable
from typing import Any

import orjson

from sheets._delimited import delimited_records
from sheets._errors import Unreadable
from sheets._table import table
from sheets._wire import messages
from sheets._workbook import workbook_records
from sheets.limits import SheetLimits


def main(content: bytes, send: Callable[[dict[str, Any]], None], kind: str, limits: str) -> None:
    """Send what a file of a `kind` ("xlsx" or "csv") holds within `limits` (JSON), ending with a refusal if need be."""
    bounds = SheetLimits(**orjson.loads(limits))
    try:
        records = workbook_records(content, limits=bounds) if kind == "xlsx" else delimited_records(content)
        for message in messages(table(records, limits=bounds)):
            send(message)
    except Unreadable as refusal:
        send({"refused": refusal.message, "accepted": refusal.accepted})
    except MemoryError:
        send({"refused": "the file is too large once unpacked", "accepted": "a smaller file"})
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the reader's panics are no Exceptions
        # The name alone: an error's text may hold what an attacker wrote, and this goes to the log.
        accepted, cause = "a file saved anew by a spreadsheet program", type(error).__name__
        send({"refused": "the file cannot be read", "accepted": accepted, "cause": cause})
