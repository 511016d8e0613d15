"""Commands that are imported when they are called: what some of them need takes a second to import."""

from importlib import import_module
from typing import Any, ClassVar, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup


class LazyCommand(NamedTuple):
    """A command or a group of commands that is not imported yet."""

    place: str
    """Where it lies: "module:function", or "module:app" for a group."""
    help: str
    """What the list of commands says of it, as its own docstring does."""

    def load(self, name: str) -> Any:
        """Import it, as a command of that name."""
        module, _, attribute = self.place.partition(":")
        found = getattr(import_module(module), attribute)
        holder = typer.Typer()
        if isinstance(found, typer.Typer):
            holder.add_typer(found, name=name)
        else:
            holder.command(name)(found)
        return typer.main.get_group(holder).commands[name]


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they are called, or asked what they do."""

    lazy_commands: ClassVar[dict[str, LazyCommand]] = {}

    def __init__(self, **options: Any) -> None:
        options["commands"] = {name: TyperCommand(name, help=lazy.help) for name, lazy in self.lazy_commands.items()}
        super().__init__(**options)
        # The group's own help says names and lines alone: an ordinary group of those draws it, and imports nothing.
        self._listing = TyperGroup(**options)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name, imported now; None where there is none."""
        lazy = self.lazy_commands.get(cmd_name)
        return lazy.load(cmd_name) if lazy else None

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """What a shell may offer: names and lines alone, which import nothing either."""
        return self._listing.shell_complete(type(ctx)(self._listing, info_name=ctx.info_name), incomplete)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Draw the group's own help."""
        self._listing.format_help(ctx, formatter)
