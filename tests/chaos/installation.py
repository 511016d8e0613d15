"""A server of its own that is killed and started again, and clients that send a request until it is answered."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.support import api, loopback
from tests.support.live import free_port

LONGEST = 600  # seconds: a busy machine takes a minute to start, and to recover
TO_START = 2.5  # seconds, where nothing else runs: a busy machine lives longer between kills too, or nobody is answered
IN_PASSING = {"UNAVAILABLE", "CONFLICT"}  # codes of what is to be asked again


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
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            assert self.process.poll() is None, "the server did not start again by itself"
            try:
                if loopback.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError("the server was not ready in ten minutes")

    def kill(self, *, database_too: bool) -> None:
        assert self.process is not None
        doomed = [psutil.Process(self.process.pid)]
        if database_too:
            doomed += [one for one in psutil.process_iter(["cmdline"]) if str(self.folder) in " ".join(
                one.info["cmdline"] or []) and "postgres" in one.name()]  # fmt: skip
        for one in doomed:
            one.send_signal(signal.SIGKILL)
        self.process.wait()


async def kill_again_and_again(installation: Installation, kills: int) -> None:
    """Kill the server so often while others ask, each third time with its database, and start it again."""
    dice, slowness = random.Random(1), 1.0
    for number in range(kills):
        await asyncio.sleep(dice.uniform(0.05, 0.8) * slowness)
        await asyncio.to_thread(installation.kill, database_too=number % 3 == 2)
        begun = time.monotonic()
        await asyncio.to_thread(installation.start)
        slowness = max(1.0, (time.monotonic() - begun) / TO_START)


async def until_answered(http: httpx.AsyncClient, query: str, variables: dict[str, Any], key: str | None) -> Any:
    """The answer of a document's one mutation, asked again under the same key until there is one."""
    body, headers = {"query": query, "variables": variables}, {"Idempotency-Key": key} if key is not None else {}
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        try:
            answer = (await http.post("/graphql", json=body, headers=headers)).json()
        except (httpx.TransportError, json.JSONDecodeError):
            await asyncio.sleep(0.05)
            continue
        if "errors" in answer:
            assert {error["extensions"]["code"] for error in answer["errors"]} <= IN_PASSING, answer
            await asyncio.sleep(0.05)
            continue
        ((_, payload),) = answer["data"].items()
        return payload
    raise AssertionError("no answer in ten minutes")
