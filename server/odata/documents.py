"""What there is to read: the service document and the description of its sets, of those that the caller may read."""

import orjson
from starlette.requests import Request
from starlette.types import Send

from db.engine import ReadSession
from server.odata.answers import Answer
from server.odata.errors import not_found
from server.odata.metadata import MEDIA_TYPE, metadata
from server.odata.representation import representation_of
from server.odata.sets import readable_sets, set_named, type_of
from services.shared.access import Caller, SignedIn


class ServiceDocument(Answer):
    """The names of the sets."""

    async def answer(self, session: ReadSession, caller: Caller, send: Send) -> None:
        """Send them."""
        representation = representation_of(self._request.headers, self.options().given)
        context = {} if representation.metadata == "none" else {"@odata.context": f"{self.root}/$metadata"}
        sets = [{"name": one.name, "kind": "EntitySet", "url": one.name} for one in readable_sets(caller)]
        await self.send_or_know(send, representation.media_type, orjson.dumps({**context, "value": sets}))


class Metadata(Answer):
    """The types of the sets, as XML whatever is accepted: clients that know no better ask for it as JSON."""

    async def answer(self, session: ReadSession, caller: Caller, send: Send) -> None:
        """Send them."""
        self.options()
        types = [await type_of(session, one) for one in readable_sets(caller)]
        await self.send_or_know(send, MEDIA_TYPE, metadata(types))


class NothingThere(Answer):
    """Whoever is signed in is told that there is no such set."""

    def __init__(self, request: Request, name: str) -> None:
        super().__init__(request, SignedIn.ANYONE)
        self._name = name

    async def answer(self, session: ReadSession, caller: Caller, send: Send) -> None:
        """Refuse it."""
        set_named(self._name)
        raise not_found("there is nothing at this path")
