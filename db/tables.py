"""Every table there is, for migrations and their drift check: those in the models of each room."""

from importlib import import_module
from pkgutil import iter_modules

import db
from db.base import Base

for _room in iter_modules(db.__path__):
    if _room.ispkg and any(module.name == "models" for module in iter_modules([f"{db.__path__[0]}/{_room.name}"])):
        import_module(f"db.{_room.name}.models")

METADATA = Base.metadata
