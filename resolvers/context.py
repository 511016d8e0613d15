"""What one operation knows: its caller, its way to the database, and its loaders."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import cached_property

from db.engine import Database, ReadSession
from resolvers.loaders import Loaders
from services.shared.access import Caller


@dataclass
class Context:
    """One operation, never more: loaders cache what they have seen."""

    caller: Caller
    database: Database

    def read(self) -> AbstractAsyncContextManager[ReadSession]:
        """A read transaction of the caller's tenant; a session each, since siblings run at once."""
        return self.database.read(self.caller.tenant_id, subject=self.caller.subject)

    @cached_property
    def loaders(self) -> Loaders:
        """The operation's loaders, room by room."""
        return Loaders(self)
