"""The secret of an installation that signs its own tokens: configured, or kept in the data directory."""

import os
from pathlib import Path

from server.errors import SignInNotConfigured
from server.settings import SHORTEST_SECRET, Settings

FILE = "jwt_secret"


def configured_secret(settings: Settings) -> str | None:
    """HEADROOM_JWT_SECRET, or the secret kept in the data directory; None where tokens come from an issuer alone.

    Raises SignInNotConfigured where there is neither.
    """
    if settings.jwt_secret is not None:
        return settings.jwt_secret.get_secret_value()
    if settings.jwks_url is not None:
        return None
    kept = settings.data_dir / FILE
    if kept.exists():
        return kept.read_text().strip()
    raise SignInNotConfigured(
        "no sign-in is configured: set HEADROOM_JWKS_URL, or HEADROOM_JWT_SECRET (32 bytes or more), or let "
        "`headroom token` make a secret"
    )


def made_secret(settings: Settings) -> str | None:
    """The secret as configured; where nothing is, one is made and kept in the data directory."""
    kept = settings.data_dir / FILE
    if settings.jwt_secret is None and not kept.exists():
        _keep_new_secret(kept)
    return configured_secret(settings)


def long_enough(secret: str | None) -> str | None:
    """The secret itself; raises SignInNotConfigured for one that could be guessed."""
    if secret is not None and len(secret.encode()) < SHORTEST_SECRET:
        raise SignInNotConfigured(f"HEADROOM_JWT_SECRET has fewer than {SHORTEST_SECRET} bytes")
    return secret


def _keep_new_secret(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as opened:
        opened.write(os.urandom(48).hex())
