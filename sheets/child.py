"""What the confined child runs: read one file, and tell header, rows and end, or a refusal."""

from collections.abc import Callable, Iterator

import orjson

from sheets.delimited import delimited_records
from sheets.errors import Unreadable
from sheets.limits import SheetLimits
from sheets.table import table
from sheets.wire import document, documents
from sheets.workbook import workbook_records


def main(read: Callable[[int], bytes], send: Callable[[bytes], None], kind: str, limits: str) -> None:
    """Read a file of a `kind` ("xlsx" or "csv") within `limits` (JSON), and send what it holds."""
    bounds = SheetLimits(**orjson.loads(limits))
    for message in answer(read(bounds.upload + 1), kind=kind, limits=bounds):
        send(message)


def answer(content: bytes, *, kind: str, limits: SheetLimits) -> Iterator[bytes]:
    """The messages of a file, ending with a refusal when it cannot be read."""
    try:
        records = workbook_records(content, limits=limits) if kind == "xlsx" else delimited_records(content)
        yield from documents(table(records, limits=limits), limits=limits)
    except Unreadable as refusal:
        yield document(refused=refusal.message, accepted=refusal.accepted)
    except MemoryError:
        yield document(refused="the file is too large once unpacked", accepted="a smaller file")
    except (GeneratorExit, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the reader's panics are no Exceptions
        yield document(
            refused="the file cannot be read",
            accepted="a file saved anew by a spreadsheet program",
            cause=type(error).__name__,  # for the log: its text may hold what an attacker wrote
        )
