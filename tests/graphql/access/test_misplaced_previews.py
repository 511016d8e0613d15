"""A preview that a mutation does not commit is told who commits it, whatever has become of it; nobody else's is."""

from typing import Any

import pytest

from server.commands.postgres import Addresses
from server.rooms import HOUSE
from tests.graphql.editing.conftest import as_owner
from tests.graphql.planning.conftest import Planner
from tests.support.api import Api, token
from tests.support.cluster import OTHER_TENANT
from tests.support.neighbour import REPORT, SUBJECT
from tests.support.twins import Street, served

NEVER_KEPT = {"FORECAST_UPDATE"}  # its records come back whole; its file is kept as a forecast import
COMMITTED_BY = {
    kind.name: kind.committed_by
    for kind in HOUSE.kinds.values()
    if kind.committed_by is not None and kind.name not in NEVER_KEPT
}
MUTATIONS = sorted(set(COMMITTED_BY.values()))
FATES = {
    "as it stands": "",
    "expired": "UPDATE change_preview SET expires_at = now() - interval '1 minute'",
    "forgotten": "UPDATE change_preview SET expires_at = now() - interval '2 hours', content = NULL",
    "committed": "UPDATE change_preview SET committed_at = now(), outcome = '{}', content = NULL",
}


async def problems(client: Api, mutation: str, id: str) -> list[dict[str, Any]]:
    asked = f'mutation {{ {mutation}(previewId: "{id}") {{ problems {{ code message path }} }} }}'
    return list((await client.ask(asked))[mutation]["problems"])


def test_every_kind_has_a_preview_here(street: Street) -> None:
    assert set(COMMITTED_BY) <= set(street.has.uuids), "settle one of the new kind in tests/support/neighbour.py"
    assert len(MUTATIONS) == 3


@pytest.mark.parametrize("fate", FATES)
async def test_a_preview_of_another_kind_says_who_commits_it(
    street: Street, own_copies: tuple[Addresses, Addresses], fate: str
) -> None:
    addresses, _ = own_copies
    if FATES[fate]:
        await as_owner(addresses, FATES[fate])
    async with served(addresses) as (http, _):
        zelda = Planner(http, token("ADMIN", tenant=OTHER_TENANT, subject=SUBJECT))
        stranger = Api(http, token("ADMIN"))
        for kind, committed_by in COMMITTED_BY.items():
            for mutation in MUTATIONS:
                if mutation != committed_by:
                    (told,) = await problems(zelda, mutation, street.has.uuids[kind])
                    assert (told["code"], told["path"]) == ("PREVIEW_UNKNOWN", ["previewId"])
                    assert told["message"].endswith(f" preview: commit it with {committed_by}"), (kind, told)
                (told,) = await problems(stranger, mutation, street.has.uuids[kind])
                assert told["message"] == "there is no such preview; preview again"


async def test_one_that_is_superseded_says_it_too(street: Street, own_copies: tuple[Addresses, Addresses]) -> None:
    async with served(own_copies[0]) as (http, _):
        zelda = Planner(http, token("ADMIN", tenant=OTHER_TENANT, subject=SUBJECT))
        id = street.has.uuids["MANUAL_UPDATE"]
        (told,) = await problems(zelda, "commitImport", id)
        before = told["message"]
        april = {"year": 2041, "month": 4, "workType": "DOMESTIC", "workHours": 1.0, "occupancy": 1.0, "shrinkage": 0.0}
        await zelda.done("setMonthConfiguration", "__typename", input={**april, "workingDays": 9})
        again = await zelda.done("previewRecalculation", "preview { id }", **REPORT)
        await zelda.done("commitPreview", "historyLogId", previewId=again["preview"]["id"])
        for mutation in ("commitImport", "executeAllocation"):
            (told,) = await problems(zelda, mutation, id)
            assert told["message"] == before
