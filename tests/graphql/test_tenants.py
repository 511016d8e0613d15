"""Another tenant sees nothing of the sample data, not even how much there is; see access/test_crossing.py for names."""

import re
from typing import Any

import pytest

from tests.conftest import Client

SUMMARY = "/api/v2/reports/powerbi/monthly-summary"
MOMENT = re.compile(r'"next_updated_since":"[^"]+",')


async def test_lists_of_another_tenant_are_empty(sample_client: Client) -> None:
    answer = await sample_client("ADMIN", tenant="other").ask(
        """{ reports { id } report(value: "2025-04") { id } resource(cn: "CN10002") { id }
            resources { totalCount nodes { id } } assignments { totalCount nodes { id } }
            monthConfigurations(year: 2025) { id } weekConfigurations(year: 2025) { id } }"""
    )
    nothing: dict[str, Any] = {"totalCount": 0, "nodes": []}
    assert answer == {
        "reports": [],
        "report": None,
        "resource": None,
        "resources": nothing,
        "assignments": nothing,
        "monthConfigurations": [],
        "weekConfigurations": [],
    }


async def test_tiers_are_the_tenants_own(sample_client: Client) -> None:
    ours, theirs = [
        (await sample_client("ADMIN", tenant=tenant).ask("{ capacityTiers { id name } }"))["capacityTiers"]
        for tenant in ("demo", "other")
    ]
    assert [tier["name"] for tier in ours] == [tier["name"] for tier in theirs]
    assert not {tier["id"] for tier in ours} & {tier["id"] for tier in theirs}


async def test_cursors_of_another_tenant_lead_nowhere(sample_client: Client) -> None:
    for root in ("resources", "assignments"):
        asked = (
            f"query($after: String) {{ {root}(first: 5, after: $after) {{ nodes {{ id }} pageInfo {{ endCursor }} }} }}"
        )
        cursor = (await sample_client("ADMIN").ask(asked))[root]["pageInfo"]["endCursor"]
        assert (await sample_client("ADMIN", tenant="other").ask(asked, after=cursor))[root]["nodes"] == []


@pytest.mark.parametrize("tenant", ["other", "a tenant nobody has made"])
async def test_rest_answers_another_tenant_like_one_without_data(sample_client: Client, tenant: str) -> None:
    client = sample_client("ADMIN", tenant=tenant)
    for arguments in ({}, {"report": "2025-04"}, {"report": "2025-04", "platform": "Amisys"}, {"state": "FL"}):
        unknown = {name: {"report": "2031-04"}.get(name, "nothing") for name in arguments}
        theirs, nothing = await client.get(SUMMARY, **arguments), await client.get(SUMMARY, **unknown)
        assert theirs.status_code == nothing.status_code == (400 if "report" in arguments else 200)
        texts = [MOMENT.sub("", one.text) for one in (theirs, nothing)]
        assert texts[0].replace("'2025-04'", "…") == texts[1].replace("'2031-04'", "…")
