"""Clients retry with keys while the server, and its database, are killed: nothing is lost, nothing is done twice."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import psutil
import pytest

from tests.support import api
from tests.support.live import free_port

CLIENTS = 8
CREATE = """mutation Create($name: String!) { createPlaceholders(input: {count: 1, platform: "Amisys",
    location: DOMESTIC, states: ["FL"], skills: ["Claims"], displayNamePrefix: $name}) {
    created problems { message } } }"""
ALL = """query All($after: String) { resources(first: 500, after: $after, filter: {type: PLACEHOLDER}) {
    nodes { cn displayName } pageInfo { endCursor hasNextPage } } }"""

pytestmark = pytest.mark.chaos


class Installation:
    """A server with a database of its own in a folder, started again and again on one port."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HEADROOM_")},
            "HEADROOM_JWT_SECRET": api.SECRET, "HEADROOM_DATA_DIR": str(folder), "HEADROOM_LOG_LEVEL": "error",
        }  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "-m", "server.cli", *arguments], env=self.environment, check=True, timeout=120)

    def start(self) -> None:
        command = [sys.executable, "-m", "server.cli", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=self.environment)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            assert self.process.poll() is None, "the server did not start again by itself"
            try:
                if httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError("the server was not ready in a minute")

    def kill(self, *, database_too: bool) -> None:
        assert self.process is not None
        doomed = [psutil.Process(self.process.pid)]
        if database_too:
            doomed += [one for one in psutil.process_iter(["cmdline"]) if str(self.folder) in " ".join(
                one.info["cmdline"] or []) and "postgres" in one.name()]  # fmt: skip
        for one in doomed:
            one.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path / "data")
    made.command("migrate")
    made.command("tenant", "create", "demo")
    made.start()
    yield made
    assert made.process is not None
    made.process.terminate()
    made.process.wait(30)


async def test_nothing_is_lost_and_nothing_is_done_twice(installation: Installation, kills: int) -> None:
    stop = asyncio.Event()
    clients = [asyncio.create_task(client(installation, stop)) for _ in range(CLIENTS)]
    dice = random.Random(1)
    for number in range(kills):
        await asyncio.sleep(dice.uniform(0.05, 0.8))
        await asyncio.to_thread(installation.kill, database_too=number % 3 == 2)
        await asyncio.to_thread(installation.start)
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
    async with httpx.AsyncClient(base_url=installation.url, headers=headers, timeout=10) as http:
        while not stop.is_set():
            name = uuid4().hex
            done[name] = await until_answered(http, name)
    return done


async def until_answered(http: httpx.AsyncClient, name: str) -> str:
    body = {"query": CREATE, "variables": {"name": name}}
    until = time.monotonic() + 180
    while time.monotonic() < until:
        try:
            response = await http.post("/graphql", json=body, headers={"Idempotency-Key": name})
            answer = response.json()
        except (httpx.TransportError, json.JSONDecodeError):
            await asyncio.sleep(0.05)
            continue
        if "errors" in answer:
            assert {error["extensions"]["code"] for error in answer["errors"]} <= {"UNAVAILABLE", "CONFLICT"}, answer
            await asyncio.sleep(0.05)
            continue
        created = answer["data"]["createPlaceholders"]
        assert created["problems"] == []
        return str(created["created"][0])
    raise AssertionError("no answer in three minutes")


async def placeholders(installation: Installation) -> dict[str, list[str]]:
    """Every placeholder: name → numbers."""
    found: dict[str, list[str]] = {}
    headers = {"Authorization": f"Bearer {api.token('VIEWER')}"}
    async with httpx.AsyncClient(base_url=installation.url, headers=headers, timeout=60) as http:
        after = None
        while True:
            response = await http.post("/graphql", json={"query": ALL, "variables": {"after": after}})
            page = response.json()["data"]["resources"]
            for node in page["nodes"]:
                found.setdefault(node["displayName"].split()[0], []).append(node["cn"])
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                return found
