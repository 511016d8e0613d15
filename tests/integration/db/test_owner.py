"""The owner of the database need be no superuser, and its rows are kept apart for it too."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from db.admin.migrate import owner_connection, upgrade
from db.embedded import server as embedded
from db.engine import Database
from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from server.commands.sample_files import SAMPLE_DATA
from server.rooms import HOUSE
from tests.support import loopback, prepared
from tests.support.clocks import PATIENCE
from tests.support.cluster import Cluster
from tests.support.live import serving

PASSWORD = "p@ss/word with: signs"


@pytest.fixture
def owned(cluster: Cluster) -> Iterator[Addresses]:
    """An empty database whose owner is no superuser; nobody but the owner signs in."""
    with _owned(cluster) as addresses:
        yield addresses


@pytest.fixture
def owned_alone(tmp_path: Path) -> Iterator[Addresses]:
    """The same on a server where nobody has created the service's role yet."""
    server = embedded.start(tmp_path)
    admin = server.url(user=embedded.SUPERUSER, database="postgres")
    with (
        closing(Cluster(admin, "headroom", is_embedded=True, home=tmp_path)) as cluster,
        _owned(cluster) as addresses,
    ):
        yield addresses
    server.stop()


@contextmanager
def _owned(cluster: Cluster) -> Iterator[Addresses]:
    name = f"owner_{uuid4().hex[:12]}"
    cluster.execute(f"CREATE ROLE {name} LOGIN NOSUPERUSER CREATEROLE PASSWORD '{PASSWORD}'")
    cluster.execute(f"CREATE DATABASE {name} OWNER {name}")
    # On a server of many databases the service's role is there already, and the administrator lets the owner use it.
    cluster.execute(f"DO $$ BEGIN GRANT headroom_service TO {name}; EXCEPTION WHEN undefined_object THEN NULL; END $$")
    url = make_url(cluster.admin_url).set(username=name, password=PASSWORD, database=name)
    shown = url.render_as_string(hide_password=False)
    try:
        yield Addresses(service=shown, owner=shown, is_embedded=False)
    finally:
        cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")
        cluster.execute(f"DROP OWNED BY {name}")
        cluster.execute(f"DROP ROLE {name}")


async def test_an_owner_without_powers_migrates_and_keeps_the_registry(owned: Addresses) -> None:
    await upgrade(owned.owner)
    async with owner_connection(owned.owner) as owner:
        assert await owner.scalar(text("SELECT current_setting('is_superuser')")) == "off"
        assert await HOUSE.create_tenant(owner, "demo")
        assert await HOUSE.create_tenant(owner, "other")
    database = Database(owned.service, pool_size=1)
    async with database.read(tenant_id("demo")) as session:
        assert await session.scalar(text("SELECT current_user")) == "headroom_service"
        assert await session.scalar(text("SELECT count(*) FROM capacity_tier")) == 4
    await database.close()


async def test_row_level_security_binds_the_owner_too(owned: Addresses) -> None:
    await upgrade(owned.owner)
    async with owner_connection(owned.owner) as owner:
        await HOUSE.create_tenant(owner, "demo")
    count = text("SELECT count(*) FROM capacity_tier")
    async with owner_connection(owned.owner) as owner:
        assert await owner.scalar(count) == 0
        tell = text("SELECT set_config('app.tenant', :tenant, true)")
        await owner.execute(tell, {"tenant": str(tenant_id("demo"))})
        assert await owner.scalar(count) == 4
        await owner.execute(tell, {"tenant": str(tenant_id("other"))})
        assert await owner.scalar(count) == 0


def test_one_address_is_enough_for_everything(owned_alone: Addresses, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HEADROOM_")}
    environment |= {"HEADROOM_DATABASE_URL": owned_alone.owner, "HEADROOM_DATA_DIR": str(tmp_path)}

    def headroom(*arguments: str) -> str:
        ended = prepared.run([*arguments], env=environment, cwd=tmp_path, timeout=5 * PATIENCE)
        assert (ended.returncode, ended.stderr) == (0, ""), arguments
        return ended.stdout

    headroom("migrate")
    headroom("tenant", "create", "demo")
    assert headroom("tenant", "list").startswith("demo\t")
    headroom("import", "months", str(SAMPLE_DATA / "month_configuration_2025.csv"), "--tenant", "demo")
    headroom("weeks", "--tenant", "demo", "--year", "2025")
    headroom("import", "roster", str(SAMPLE_DATA / "roster.xlsx"), "--tenant", "demo")
    assert headroom("verify") == ""
    with serving(owned_alone.owner, tmp_path) as server:
        question = {"query": "{ __typename }"}
        headers = {"Authorization": f"Bearer {server.token('ADMIN')}"}
        answer = loopback.post(f"{server.url}/graphql", json=question, headers=headers, timeout=PATIENCE)
        assert answer.json() == {"data": {"__typename": "Query"}}


async def test_a_service_role_with_powers_is_not_used(tmp_path: Path) -> None:
    server = embedded.start(tmp_path)
    admin = server.url(user=embedded.SUPERUSER)
    async with owner_connection(admin) as owner:
        await owner.execute(text("CREATE ROLE headroom_service LOGIN BYPASSRLS"))
    with pytest.raises(Exception, match="the role headroom_service is too powerful"):
        await upgrade(admin)
    server.stop()
