"""The limit: bare routes that give the same answers with the least that can be done on this stack."""

import argparse
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks import limit_sql as sql
from benchmarks.data import TENANT
from benchmarks.limit_tree import nested
from db.postgres.connection import SERVICE_ROLE
from db.shared.tenants import tenant_id

POOL_SIZE = 10  # as the server's
DATABASE_URL = "HEADROOM_DATABASE_URL"


@asynccontextmanager
async def transaction(request: Request) -> AsyncIterator[asyncpg.Connection]:
    """What `Database.read` does: one snapshot that may only look and sees one tenant."""
    async with request.app.state.pool.acquire() as connection:
        started = connection.transaction(isolation="repeatable_read", readonly=True)
        await started.start()
        try:
            await connection.execute(sql.SET_CALLER, request.app.state.tenant, "benchmark")
            yield connection
        finally:
            await started.rollback()


async def tree(request: Request) -> Response:
    """T1: the stored summaries, nested; only what inner nodes need is added up."""
    year, month = int(request.query_params["year"]), int(request.query_params["month"])
    async with transaction(request) as connection:
        report = await connection.fetchrow(sql.REPORT, year, month)
        demands = await connection.fetch(sql.DEMANDS, report["id"])
        summaries = await connection.fetch(sql.SUMMARIES, report["id"])
    return _answer({"report": {"tree": nested(report["first_month"], demands, summaries)}})


async def people(request: Request) -> Response:
    """T2: a page of people, their assignments in one statement; demands and tiers are shared by those on them."""
    async with transaction(request) as connection:
        page = await connection.fetch(sql.PEOPLE, int(request.query_params["first"]))
        tiers = await connection.fetch(sql.TIERS)
        assignments = await connection.fetch(sql.ASSIGNMENTS, [person["id"] for person in page])
        demands = await connection.fetch(sql.DEMANDS_BY_IDS, list({row[6] for row in assignments}))
    tier_of = {id: {"name": name, "percentage": share} for id, name, share in tiers}
    demand_of = {id: {"mainLob": lob, "state": state, "caseType": case} for id, lob, state, case in demands}
    nodes = {id: {"cn": cn, "assignments": []} for id, cn in page}
    for person, year, week, share, capacity, tier, demand in assignments:
        nodes[person]["assignments"].append(
            {
                "year": year,
                "week": week,
                "productionPercentage": share,
                "weeklyCapacity": capacity,
                "tier": tier_of[tier],
                "demand": demand_of[demand],
            }
        )
    return _answer({"resources": {"nodes": list(nodes.values())}})


async def one(request: Request) -> Response:
    """T3: one person with some weeks, in one statement."""
    asked = request.query_params
    weeks = [int(asked[name]) for name in ("year", "first", "last")]
    async with transaction(request) as connection:
        rows = await connection.fetch(sql.PERSON, asked["cn"].casefold(), *weeks)
    cn, name, platform, location = rows[0][:4]
    names = ("year", "week", "productionPercentage", "weeklyCapacity")
    assigned = [dict(zip(names, row[4:], strict=True)) for row in rows]
    person = {"cn": cn, "displayName": name, "platform": platform, "location": location, "assignments": assigned}
    return _answer({"resource": person})


def create_app() -> Starlette:
    """The bare routes on a pool of their own."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        settings = {"application_name": "headroom limit", "timezone": "UTC", "jit": "off", "role": SERVICE_ROLE}
        app.state.tenant = str(tenant_id(TENANT))
        async with asyncpg.create_pool(
            os.environ[DATABASE_URL], min_size=POOL_SIZE, max_size=POOL_SIZE, server_settings=settings
        ) as app.state.pool:
            yield

    async def readyz(_: Request) -> Response:
        return Response()

    routes = {"/tree": tree, "/people": people, "/one": one, "/readyz": readyz}
    return Starlette(routes=[Route(path, route) for path, route in routes.items()], lifespan=lifespan)


def main() -> None:
    """Serve the bare routes as `headroom serve` serves: the same loop, the same parser, one worker, no access log."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    uvicorn.run(
        create_app,
        factory=True,
        host="127.0.0.1",
        port=parser.parse_args().port,
        loop="uvloop",
        http="httptools",
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
    )


def _answer(data: dict[str, object]) -> Response:
    return Response(orjson.dumps({"data": data}), media_type="application/json")


if __name__ == "__main__":
    main()
