"""An allocation whose time is over says what to do about it, whichever of the three it is."""

from typing import Any

import httpx
import pytest

from server.app import create_app
from server.commands.postgres import Addresses
from tests.graphql.editing.conftest import Editor
from tests.graphql.editing.test_bench import allocated
from tests.support.api import Api, settings_for, token
from tests.support.database import locked

PREVIEWS = {
    "previewAllocation": 'mutation { previewAllocation(report: "2025-04") { preview { id } } }',
    "previewRebalance": 'mutation { previewRebalance(report: "2025-04") { preview { id } } }',
    "previewBenchAllocation": 'mutation { previewBenchAllocation(month: "April", year: 2025) { preview { id } } }',
}


@pytest.mark.races
@pytest.mark.parametrize("kind", PREVIEWS)
async def test_a_time_out_says_what_to_do(office: Editor, office_database: Addresses, kind: str) -> None:
    await allocated(office)
    settings = settings_for(office_database.service).model_copy(update={"mutation_seconds": 2})
    app = create_app(settings)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test") as http:
        async with locked(office_database, "resource"):
            errors: list[dict[str, Any]] = await Api(http, token("PLANNER")).errors(PREVIEWS[kind])
        await app.state.database.close()
    assert errors[0]["extensions"]["code"] == "TIMEOUT"
    assert "HEADROOM_MUTATION_SECONDS" in errors[0]["message"]
    assert "2 seconds" in errors[0]["message"]
