"""headroom demo: sample data on an embedded PostgreSQL, a token, the addresses, and a running server."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from db.admin.migrate import owner_connection
from db.embedded import server as embedded
from db.engine import WriteSession
from db.forecast.reports import newest_report
from db.shared.enums import Role, WorkType
from db.supply.enums import SafetyStockPolicy
from db.supply.filters import ProductFilter
from db.supply.products import product_count
from schema.supply.safety_stock_changes import SafetyStockInput
from server.commands.demo_floor import DEPARTMENTS, add_floor
from server.commands.demo_plans import add_plans
from server.commands.imports import FileToImport, import_files
from server.commands.installation import Installation, installation
from server.commands.options import PortOption
from server.commands.postgres import Addresses, postgres
from server.commands.progress import progress_bar
from server.commands.sample_files import sample
from server.commands.serve import listen, require_free_port
from server.commands.settings import read_settings
from server.errors import CommandFailed
from server.http.logs import configure_logging
from server.rooms import HOUSE
from server.settings import Settings
from server.signin.tokens import token_issuer, utc_now
from services.shared import clock
from services.shared.imports import ImportOutcome
from services.shared.progress import Progress
from services.supply.safety_stock.set_safety_stock import create_safety_stock
from services.workforce.calendar.generate_weeks import NO_CALENDAR, generate_weeks

TENANT = "demo"
HOST = "127.0.0.1"
SAMPLE_YEAR = 2025
SUPPLY_SAMPLES = {
    "products": "products.csv",
    "bom": "bill_of_materials.csv",
    "demand": "demand_history.csv",
    "stock": "opening_stock.csv",
    "supply-forecast": "supply_forecasts.csv",
}
SAFETY_STOCKS = (
    SafetyStockInput(sku="TOY-RABBIT-S", policy=SafetyStockPolicy.SERVICE_LEVEL, service_level=0.95),
    SafetyStockInput(
        sku="TOY-PENGUIN-S", policy=SafetyStockPolicy.SERVICE_LEVEL, service_level=0.98, review_days=Decimal(7)
    ),
    SafetyStockInput(sku="JAM-APRI", policy=SafetyStockPolicy.FIXED_DAYS, fixed_days=Decimal(10)),
)

DEFAULT_DATA_DIR = Settings.model_fields["data_dir"].default

Load = Callable[[list[FileToImport]], Awaitable[dict[str, ImportOutcome]]]


def demo(
    port: PortOption = None,
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Where the demo's database lives.", show_default="HEADROOM_DATA_DIR, or .headroom"),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Throw the demo's database away and begin anew.")] = False,
) -> None:
    """Load sample data for the tenant demo, print a ready token, and serve until stopped."""
    chosen = {} if data_dir is None else {"data_dir": data_dir}
    settings = read_settings(**chosen, database_url=None, owner_database_url=None, backup_database_url=None)
    port = port or settings.port
    require_free_port(HOST, port)
    # Quiet unless told: the terminal is for the address and the token, and for what goes wrong.
    configure_logging(settings.log_level if "log_level" in settings.model_fields_set else "warning")
    if fresh:
        if data_dir is None and settings.data_dir != DEFAULT_DATA_DIR:
            told = f"--fresh throws away the database in {settings.data_dir}, which HEADROOM_DATA_DIR names"
            raise CommandFailed(f"{told}: where that is the demo's, name it by --data-dir too")
        _forget(settings.data_dir)
    issuer = token_issuer(settings)
    with postgres(settings, creates=True, serves=True) as addresses:
        asyncio.run(_prepare(settings, addresses))
        token = issuer.issue(
            tenant=TENANT, roles=[Role.ADMIN], subject=TENANT, hours=24, now=utc_now(), departments=DEPARTMENTS
        )
        os.environ["HEADROOM_DATA_DIR"] = str(settings.data_dir)
        address = (settings.public_url or f"http://{HOST}:{port}").rstrip("/")
        listen(addresses.service, host=HOST, port=port, ready=partial(_announce, address, token))


def _forget(data_dir: Path) -> None:
    try:
        embedded.remove(data_dir)
    except embedded.InUse as error:
        raise CommandFailed(f"{error}, or use another --data-dir") from None


async def _prepare(settings: Settings, addresses: Addresses) -> None:
    async with installation(settings, addresses) as installed:
        async with owner_connection(addresses.owner) as owner:
            await HOUSE.create_tenant(owner, TENANT)
        with progress_bar() as progress:
            await load_samples(installed, TENANT, progress=progress)
            await add_floor(installed, TENANT, today=clock.today(), progress=progress)
        await add_plans(installed, TENANT, today=clock.today())


async def load_samples(installed: Installation, tenant: str, *, progress: Progress) -> dict[str, ImportOutcome]:
    """Load the sample data into a tenant, in one transaction; what a loaded tenant has is left as it is."""
    async with installed.write(tenant, subject=TENANT) as session:
        load = partial(import_files, session, rules=installed.settings.floor_rules, progress=progress)
        outcomes = {} if await newest_report(session) else await _load_planning(session, load)
        if not await product_count(session, ProductFilter()):
            for label, name in SUPPLY_SAMPLES.items():
                outcomes |= await load([await sample(label, name)])
            await _add_safety_stocks(session)
    return outcomes


async def _add_safety_stocks(session: WriteSession) -> None:
    """Safety stocks, which no file brings; what they follow from is in the products and their history."""
    for stock in SAFETY_STOCKS:
        given = dict(vars(stock))
        sku, location = given.pop("sku"), given.pop("location")
        await create_safety_stock(session, sku=sku, location=location, given=given, today=clock.today())


async def _load_planning(session: WriteSession, load: Load) -> dict[str, ImportOutcome]:
    """Working time, people, two reports, and the assignments of an old system."""
    outcomes = await load([await sample("months", "month_configuration_2025.csv")])
    for work_type in WorkType:
        await generate_weeks(session, year=SAMPLE_YEAR, work_type=work_type, calendar=NO_CALENDAR)
    outcomes |= await load([await sample("roster", "roster.xlsx")])
    for month in (f"{SAMPLE_YEAR}-03", f"{SAMPLE_YEAR}-04"):
        forecast = await sample("forecast", f"forecast_{month}.xlsx", subject=month)
        outcomes |= await load([forecast._replace(label=f"forecast {month}")])
    outcomes |= await load([await sample("allocations", "v1_fte_allocations.csv")])
    return outcomes


def _announce(address: str, token: str) -> None:
    typer.echo("Headroom is ready. Ctrl-C stops it, and the database with it.\n")
    typer.echo(f"  GraphiQL   {address}/graphiql#token={token}")
    typer.echo(f"  GraphQL    {address}/graphql")
    typer.echo(f"  Power BI   {address}/api/v2/reports/powerbi/monthly-summary")
    typer.echo(f"\n  Token (tenant demo, role ADMIN, 24 hours):\n  {token}\n")
