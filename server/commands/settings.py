"""The settings that a command goes by; what is misspelt among them is told first."""

import os
from pathlib import Path
from typing import Any

import typer

from server.misspelt_settings import misspelt
from server.settings import Settings


def read_settings(**chosen: Any) -> Settings:
    """Settings from the environment and an .env file, but for those that are chosen here; raises Misconfigured."""
    file = Settings.model_config["env_file"]
    for line in misspelt(os.environ, Path(str(file)), Settings.model_fields):
        typer.echo(f"warning: {line}", err=True)
    return Settings(**chosen)
