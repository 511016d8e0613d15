"""What the confined child runs: read one file, and tell its header and rows, or why it is refused."""

from collections.abc import Callable, Iterable
from typing import Any

import orjson

from sheets._candidate import Candidate
from sheets._delimited import delimited_candidate
from sheets._errors import Unreadable
from sheets._table import table
from sheets._wire import messages
from sheets._workbook import Workbook
from sheets.columns import Headings
from sheets.limits import SheetLimits


def main(content: bytes, send: Callable[[dict[str, Any]], None], order: str) -> None:
    """Send what a file holds, ending with a refusal if need be.

    `order` is JSON: its `limits`, the `headings` that are looked for, and the `kind` ("xlsx" or "csv") and
    `encoding` of the `file`.
    """
    asked = orjson.loads(order)
    limits, headings = SheetLimits(**asked["limits"]), Headings(**asked["headings"])
    try:
        candidates = candidates_in(content, headings=headings, limits=limits, **asked["file"])
        for message in messages(table(candidates, limits=limits, headings=headings), headings=headings):
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


def candidates_in(
    content: bytes, *, kind: str, encoding: str | None, headings: Headings, limits: SheetLimits
) -> Iterable[Candidate]:
    """What may be the table: the worksheets of a workbook, or the whole of a CSV file."""
    if kind == "xlsx":
        return Workbook(content, limits=limits).candidates()
    return [delimited_candidate(content, headings=headings, encoding=encoding)]
