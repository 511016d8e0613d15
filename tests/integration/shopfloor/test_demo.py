"""The shop floor of the demo: every figure of its files is there, and all that is kept is right."""

import pytest
from sqlalchemy import text

from db.engine import Database
from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from server.rooms import HOUSE
from tests.support.cluster import SAMPLE_TENANT

COUNTS = {
    "SELECT count(*) FROM work_order": 42,
    "SELECT count(*) FROM daily_production": 374,
    "SELECT count(*) FROM work_order_change WHERE status = 'APPROVED'": 1,
    "SELECT count(*) FROM work_order_change WHERE status = 'PENDING'": 1,
    "SELECT count(*) FROM material_debt WHERE status = 'APPROVED'": 1,
    "SELECT count(*) FROM material_debt WHERE status = 'PENDING'": 1,
    # The one that the file says is over its target: 2,071 of 2,000.
    "SELECT sum(d.quantity) FROM daily_production d JOIN work_order o ON o.id = d.work_order_id"
    " WHERE o.number = 'SPK-00001' AND o.status = 'COMPLETED'": 2071,
}


@pytest.mark.quick
async def test_it_has_what_its_files_say_and_verifies(changeable_floor: Addresses) -> None:
    database = Database(changeable_floor.service, pool_size=1)
    async with database.read(tenant_id(SAMPLE_TENANT)) as session:
        found = {asked: await session.scalar(text(asked)) for asked in COUNTS}
        open_alerts = await session.scalar(text("SELECT count(*) FROM alert WHERE state = 'OPEN'"))
        differing = await HOUSE.verify(session)
    await database.close()
    assert found == COUNTS
    assert open_alerts > 0
    assert differing == []
