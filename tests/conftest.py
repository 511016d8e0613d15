"""Fixtures: a PostgreSQL for the run, databases cloned from templates, clients and a live server.

How a test gets its data. A run builds each world once, as a template, and a test works on a copy, which takes a
twentieth of a second; so take the smallest world that will do:

- `empty`: migrated, with the tenants demo and other, and nothing in them;
- `world` (tests/graphql/planning): six months, three demands and 26 people, to plan in, with a planner;
- `office` (tests/graphql/editing): four records whose figures can be checked by eye, with an editor;
- `sample`: the sample data, 1,150 people with a year of assignments, where the files' figures or large answers matter.
  All who only look share one copy for the run; `changeable_sample` is the test's own.

A test may share the copy of its world with others of its file if it changes nothing that answers are made of, as
refusals and previews do: it says so by the mark `shares`, and fails if it does change something. The figures of what
they share are verified once, when the last of them is done. What is not shared belongs to the test, so that tests run
alone, in any order, and beside each other. A world that several tests of a file begin with is a `Template` of that file
(see test_bench.py).

What an answer depends on is never a clock: see tests/support/clocks.py.
"""

import asyncio
import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck, settings

from db.engine import Database
from db.shared.tenants import tenant_id
from server.app import create_app
from server.commands.postgres import Addresses
from server.signin import sign_in
from services.shared import clock
from tests.support import clocks
from tests.support.api import Api, settings_for, token
from tests.support.both import BothExecutors, on_first_answer
from tests.support.cluster import EMPTY, FLOOR, SAMPLE, SAMPLE_TENANT, Cluster, Template, cluster_of_run
from tests.support.live import LiveServer, serving
from tests.support.verified import expect_right_figures

Client = Callable[..., Api]
FEW = 150
GARBAGE = (200_000, 20, 20)
GRAPHQL = Path(__file__).parent / "graphql"
QUICK = [Path(__file__).parent / name for name in ("unit", "rules")]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --inputs and --seed."""
    parser.addoption("--inputs", type=int, help=f"inputs that a test of random ones tries: {FEW}, always the same ones")
    parser.addoption("--seed", type=int, help="what the questions to clients' caches are drawn with: another each time")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Draw other inputs each time only where somebody asks for many: a run of the suite says the same twice."""
    if config.option.basetemp is None:
        # Not in the folder that all runs share: each that starts closes it to the account PostgreSQL runs under.
        config.option.basetemp = tempfile.mkdtemp(prefix="headroom-")
    clock.today = clocks.today
    sign_in.SEEN_FOR = timedelta(hours=1)  # statements are counted: however long it takes, nobody is looked up anew
    settings.register_profile("any", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("few", settings.get_profile("any"), derandomize=True)
    settings.load_profile("few" if config.getoption("--inputs") is None else "any")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Keep what tests have written only where one has failed."""
    if exitstatus == pytest.ExitCode.OK and not hasattr(session.config, "workerinput"):
        shutil.rmtree(session.config.option.basetemp, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Units and rules are quick, all of them."""
    for item in items:
        if any(folder in item.path.parents for folder in QUICK):
            item.add_marker("quick")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: now and then a test waits for a time-out, or for the database."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """What has been loaded stays: the collector need not look at it for every few answers, as in a server."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


@pytest.fixture
def inputs(request: pytest.FixtureRequest) -> int:
    """How many random inputs."""
    return int(request.config.getoption("--inputs") or FEW)


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """The run's PostgreSQL."""
    run = getattr(request.config, "workerinput", {}).get("testrunuid") or uuid4().hex
    with cluster_of_run(run) as running:
        yield running


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[Addresses]:
    """A migrated database of the test's own, with the tenants demo and other and nothing in them."""
    with cluster.clone(EMPTY) as addresses:
        yield addresses


@pytest.fixture(scope="session")
def sample(cluster: Cluster) -> Iterator[Addresses]:
    """A database with the sample data in tenant demo, for tests that only look."""
    with cluster.clone(SAMPLE) as addresses:
        yield addresses


@pytest.fixture
def changeable_sample(cluster: Cluster) -> Iterator[Addresses]:
    """The same, of the test's own."""
    with cluster.clone(SAMPLE) as addresses:
        yield addresses


@pytest.fixture
def changeable_floor(cluster: Cluster) -> Iterator[Addresses]:
    """The sample data with the shop floor of the demo, of the test's own."""
    with cluster.clone(FLOOR) as addresses:
        yield addresses


def shares(request: pytest.FixtureRequest) -> bool:
    """Whether a test says that it changes nothing."""
    return request.node.get_closest_marker("shares") is not None


def copies_of(template: Template, cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[Addresses]:
    """The copy of a template that a test works on: its own, or with `shares` the one of all such tests of its file."""
    if shares(request):
        yield request.getfixturevalue("shared_copy")(template)
    else:
        with cluster.clone(template) as addresses:
            yield addresses


@pytest.fixture(scope="module")
def shared_copy(cluster: Cluster) -> Iterator[Callable[[Template], Addresses]]:
    """The one copy of a template that tests of a file share."""
    with ExitStack() as stack:
        yield cache(lambda template: stack.enter_context(verified_copy(template, cluster)))


@contextmanager
def verified_copy(template: Template, cluster: Cluster) -> Iterator[Addresses]:
    """A copy of a template whose figures are right at the end."""
    with cluster.clone(template) as addresses:
        yield addresses
        asyncio.run(expect_right_figures_of(addresses))


async def expect_right_figures_of(addresses: Addresses) -> None:
    """The same of a database that nobody has open."""
    database = Database(addresses.service, pool_size=1)
    try:
        await expect_right_figures(database)
    finally:
        await database.close()


@pytest.fixture
async def database(empty: Addresses) -> AsyncIterator[Database]:
    """The service's way into the empty database."""
    opened = Database(empty.service, pool_size=5)
    yield opened
    await opened.close()


@pytest.fixture
def demo_id():  # type: ignore[no-untyped-def]
    """The id of the tenant demo."""
    return tenant_id(SAMPLE_TENANT)


@pytest.fixture
async def sample_client(sample: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Client]:
    """Makes clients of an application over the sample data: `sample_client("VIEWER", tenant="other")`."""
    async for client in clients(sample, compares=is_of_graphql(request)):
        yield client


@pytest.fixture
async def empty_client(empty: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Client]:
    """The same over the test's own empty database."""
    async for client in clients(empty, compares=is_of_graphql(request)):
        yield client


def is_of_graphql(request: pytest.FixtureRequest) -> bool:
    """Whether a test asks questions: then both executors answer them, unless the answer may change meanwhile."""
    return GRAPHQL in request.path.parents and request.node.get_closest_marker("races") is None


async def clients(addresses: Addresses, *, compares: bool = False) -> AsyncIterator[Client]:
    """Makes clients of an application over a database, until the loop over it ends."""
    chosen = settings_for(addresses.service)
    app = create_app(chosen)
    plain = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    transport = BothExecutors(app, chosen) if compares else plain
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test") as http:

        def client(*roles: str, tenant: str = SAMPLE_TENANT, anonymous: bool = False) -> Api:
            made = Api(http, None if anonymous else token(*roles, tenant=tenant))
            made.app = app  # type: ignore[attr-defined]
            return made

        yield client
        await app.state.database.close()


@pytest.fixture
def count_statements() -> Callable[[Api, Awaitable[object]], Awaitable[int]]:
    """Counts the statements that answering takes.

    Those that open a transaction, look at versions, or look up the tenant of a server's first request are left out, and
    those of the stock application.
    """
    beside = ("SET LOCAL app.tenant", "FROM data_version", "FROM tenant")

    async def count(client: Api, asking: Awaitable[object]) -> int:
        statements: list[str] = []
        on_first_answer(client.app.state.database, statements.append)  # type: ignore[attr-defined]
        await asking
        return sum(not any(words in one for words in beside) for one in statements)

    return count


@pytest.fixture(scope="session")
def live_server(sample: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A real server process over the sample data."""
    with serving(sample.service, tmp_path_factory.mktemp("live")) as server:
        yield server
