"""Clients retry with keys while the server, and its database, are killed: nothing is lost, nothing is done twice."""

import asyncio
from uuid import uuid4

import pytest

from tests.chaos.installation import Installation, kill_again_and_again, until_answered
from tests.support import api, loopback

CLIENTS = 8
CREATE = """mutation Create($name: String!) { createPlaceholders(input: {count: 1, platform: "Amisys",
    location: DOMESTIC, states: ["FL"], skills: ["Claims"], displayNamePrefix: $name}) {
    created problems { message } } }"""
ALL = """query All($after: String) { resources(first: 500, after: $after, filter: {type: PLACEHOLDER}) {
    nodes { cn displayName } pageInfo { endCursor hasNextPage } } }"""

pytestmark = pytest.mark.chaos


async def test_nothing_is_lost_and_nothing_is_done_twice(installation: Installation, kills: int) -> None:
    stop = asyncio.Event()
    clients = [asyncio.create_task(client(installation, stop)) for _ in range(CLIENTS)]
    await kill_again_and_again(installation, kills)
    stop.set()
    answered: dict[str, str] = {}
    for task in clients:
        answered |= await task
    found = await placeholders(installation)
    assert sorted(found) == sorted(answered), "each name is there once, and no other"
    assert {name: cns for name, cns in found.items() if len(cns) != 1} == {}
    assert {name: cns[0] for name, cns in found.items()} == answered, "and is what its client was told"
    numbers = sorted(int(cn.removeprefix("TBH-")) for cn in answered.values())
    assert numbers == list(range(1, len(numbers) + 1))
    installation.command("verify", "--tenant", "demo")
    print(f"\n{kills} kills, {len(answered)} mutations, none lost, none twice")


async def client(installation: Installation, stop: asyncio.Event) -> dict[str, str]:
    """One mutation after another under a key each, sent until it is answered; returns name → number."""
    done: dict[str, str] = {}
    headers = {"Authorization": f"Bearer {api.token('PLANNER')}"}
    async with loopback.AsyncClient(base_url=installation.url, headers=headers, timeout=10) as http:
        while not stop.is_set():
            name = uuid4().hex
            created = await until_answered(http, CREATE, {"name": name}, name)
            assert created["problems"] == []
            done[name] = str(created["created"][0])
    return done


async def placeholders(installation: Installation) -> dict[str, list[str]]:
    """Every placeholder: name → numbers."""
    found: dict[str, list[str]] = {}
    headers = {"Authorization": f"Bearer {api.token('VIEWER')}"}
    async with loopback.AsyncClient(base_url=installation.url, headers=headers, timeout=60) as http:
        after = None
        while True:
            response = await http.post("/graphql", json={"query": ALL, "variables": {"after": after}})
            page = response.json()["data"]["resources"]
            for node in page["nodes"]:
                found.setdefault(node["displayName"].split()[0], []).append(node["cn"])
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                return found
