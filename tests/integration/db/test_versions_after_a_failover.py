"""After a failover that lost commits no answer of before is given again: two clusters made of one backup."""

from pathlib import Path

import httpx
from sqlalchemy import text

from db.shared.tenants import tenant_id
from server.app import create_app
from tests.support.api import settings_for, token
from tests.support.lines import lines

QUESTION = {"query": "{ capacityTiers { name description } }"}
TABLE = "/api/v2/reports/powerbi/resource-assignments"
CHANGE = text("UPDATE capacity_tier SET description = :said WHERE percentage = 1")
HIRE = text("""
    INSERT INTO resource (tenant_id, cn, cn_key, resource_type, display_name, platform, location, states, skills)
    VALUES (:tenant, :said, lower(:said), 'ACTUAL', :said, 'Amisys', 'DOMESTIC', '{FL}', '{Claims}')""")
TENANT = tenant_id("demo")


async def test_what_was_kept_of_lost_commits_is_never_answered(tmp_path: Path) -> None:
    made = await lines(tmp_path)
    app = create_app(settings_for(made.service))
    headers = {"Authorization": f"Bearer {token('ADMIN')}"}
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test", headers=headers) as http:

        async def changed(said: str) -> tuple[httpx.Response, httpx.Response]:
            async with app.state.database.write(TENANT, subject="tester") as session:
                await session.run(CHANGE, {"said": said})
                await session.run(HIRE, {"said": said, "tenant": TENANT})
            return await http.post("/graphql", json=QUESTION), await http.get(TABLE)

        with made.running():
            lost = [await changed(said) for said in ("lost one", "lost two")]
            await app.state.database.close()
        async with made.another():
            for number, said in enumerate(("kept one", "kept two")):
                graphql, table = await changed(said)
                assert said in graphql.text and "lost" not in graphql.text
                tag = lost[number][1].headers["ETag"]
                again = await http.get(TABLE, headers={"If-None-Match": tag})
                assert (again.status_code, again.headers["ETag"] != tag) == (200, True)
                known = await http.get(TABLE, headers={"If-None-Match": table.headers["ETag"]})
                assert known.status_code == 304
            await app.state.database.close()
