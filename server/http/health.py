"""Whether the process is alive, and whether it can answer: for whoever starts, stops and watches servers."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db.engine import Database
from db.errors import DatabaseUnavailable
from db.revisions import DatabaseIsNewer

READY_WITHIN = 5  # seconds: whoever watches servers asks again


async def healthz(_: Request) -> Response:
    """The process is alive."""
    return JSONResponse({"status": "alive"})


async def readyz(request: Request) -> Response:
    """The database is reachable and migrated."""
    database: Database = request.app.state.database
    try:
        async with asyncio.timeout(READY_WITHIN):
            current = await database.is_current()
    except TimeoutError:
        return JSONResponse({"status": "the database is busy"}, status_code=503)
    except DatabaseUnavailable:
        return JSONResponse({"status": "the database cannot be reached"}, status_code=503)
    except DatabaseIsNewer:
        return JSONResponse({"status": "the database is newer than this server"}, status_code=503)
    if not current:
        return JSONResponse({"status": "the database is not migrated"}, status_code=503)
    return JSONResponse({"status": "ready"})
