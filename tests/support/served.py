"""An application with settings of a test's own, asked without a network."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from server.app import create_app
from server.commands.postgres import Addresses
from tests.support.api import settings_for


@asynccontextmanager
async def served(addresses: Addresses, **settings: object) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application that lasts as long as the block."""
    app = create_app(settings_for(addresses.service).model_copy(update=settings))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
            yield client
