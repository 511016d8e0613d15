"""After a failover that lost commits no answer of before is given again: two clusters made of one backup."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from db.admin.migrate import owner_connection, upgrade
from db.embedded import CLUSTER
from db.embedded import server as embedded
from db.postgres.connection import SERVICE_ROLE
from db.shared.tenants import tenant_id
from server.app import create_app
from server.rooms import HOUSE
from tests.support.api import settings_for, token
from tests.support.embedded import started

QUESTION = {"query": "{ capacityTiers { name description } }"}
TABLE = "/api/v2/reports/powerbi/resource-assignments"
CHANGE = text("UPDATE capacity_tier SET description = :said WHERE percentage = 1")
HIRE = text("""
    INSERT INTO resource (tenant_id, cn, cn_key, resource_type, display_name, platform, location, states, skills)
    VALUES (:tenant, :said, lower(:said), 'ACTUAL', :said, 'Amisys', 'DOMESTIC', '{FL}', '{Claims}')""")
TENANT = tenant_id("demo")


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[tuple[Path, Path]]:
    """The folder that a server works in, and a backup of it, taken before anything was changed."""
    home, backup = tmp_path / "home", tmp_path / "backup"
    with started(home) as server:
        owner_url = server.url(user=embedded.SUPERUSER)
        await upgrade(owner_url)
        async with owner_connection(owner_url) as owner:
            await HOUSE.create_tenant(owner, "demo")
    await asyncio.to_thread(copy, home / CLUSTER, backup)
    yield home, backup


def copy(cluster: Path, to: Path) -> None:
    """Copy a cluster that is at rest, with the account that its files belong to."""
    subprocess.run(["cp", "-a", str(cluster), str(to)], check=True)


async def test_what_was_kept_of_lost_commits_is_never_answered(two: tuple[Path, Path]) -> None:
    home, backup = two
    app = create_app(settings_for(embedded.EmbeddedPostgres(home).url(user=SERVICE_ROLE)))
    headers = {"Authorization": f"Bearer {token('ADMIN')}"}
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test", headers=headers) as http:

        async def changed(said: str) -> tuple[httpx.Response, httpx.Response]:
            async with app.state.database.write(TENANT, subject="tester") as session:
                await session.run(CHANGE, {"said": said})
                await session.run(HIRE, {"said": said, "tenant": TENANT})
            return await http.post("/graphql", json=QUESTION), await http.get(TABLE)

        with started(home):
            lost = [await changed(said) for said in ("lost one", "lost two")]
            await app.state.database.close()
        await asyncio.to_thread(shutil.rmtree, home / CLUSTER)
        await asyncio.to_thread(copy, backup, home / CLUSTER)
        with started(home):
            for number, said in enumerate(("kept one", "kept two")):
                graphql, table = await changed(said)
                assert said in graphql.text and "lost" not in graphql.text
                tag = lost[number][1].headers["ETag"]
                again = await http.get(TABLE, headers={"If-None-Match": tag})
                assert (again.status_code, again.headers["ETag"] != tag) == (200, True)
                known = await http.get(TABLE, headers={"If-None-Match": table.headers["ETag"]})
                assert known.status_code == 304
            await app.state.database.close()
