"""The log: a line of JSON for every request and for what goes wrong; never a token, a query string or a body."""

import json
import logging
import re
from typing import Any

import orjson
from pythonjsonlogger.json import JsonFormatter

from server.http.request_id import REQUEST_ID

log = logging.getLogger("headroom.requests")
DELETE = b"\x7f"  # the one character of ASCII that a terminal may obey and JSON does not escape
LONGEST_PATH = 200  # characters
# An API key, or a token, wherever a line may have taken it up: from a path, a library's complaint, a traceback.
SECRET = re.compile(r"hrk_[0-9A-Za-z_]+|eyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_.-]*")
REDACTED = "[redacted]"


def configure_logging(level: str) -> None:
    """Log to standard error; `level` counts for our own lines, libraries are heard from WARNING on."""
    handler = logging.StreamHandler()
    names = {"asctime": "time", "levelname": "level", "name": "logger"}
    fields = "%(asctime)s %(levelname)s %(name)s %(message)s"
    handler.setFormatter(JsonFormatter(fields, rename_fields=names, json_serializer=_ascii_json))
    # What no line shows need not be looked up for each.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("headroom").setLevel(level.upper())


def log_request(method: str, path: str, status: int, seconds: float) -> None:
    """Write the line of a request that has been answered."""
    if log.isEnabledFor(logging.INFO):
        fields: dict[str, Any] = {"method": method, "path": SECRET.sub(REDACTED, path)[:LONGEST_PATH], "status": status}
        log.info("request", extra={**fields, "milliseconds": round(seconds * 1000, 1), "request_id": REQUEST_ID.get()})


def _ascii_json(fields: dict[str, Any], **options: Any) -> str:
    """A line of JSON in ASCII: other characters, which a terminal or a viewer might obey, are written as escapes.

    orjson is faster and writes UTF-8: it is used for lines that come out the same.
    """
    return SECRET.sub(REDACTED, _line(fields, **options))


def _line(fields: dict[str, Any], **options: Any) -> str:
    try:
        line = orjson.dumps(fields)
    except TypeError:
        return json.dumps(fields, **options)
    return line.decode() if line.isascii() and DELETE not in line else json.dumps(fields, **options)
