"""The secret of an installation that signs its own tokens: configured, or kept in the data directory."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

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
        return _read(kept)
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


def _read(file: Path) -> str:
    try:
        secret = file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not ours"
        raise SignInNotConfigured(f"the secret in {file} cannot be read: {reason}") from error
    if len(secret) < SHORTEST_SECRET:
        raise SignInNotConfigured(f"the secret in {file} is not whole; remove the file, and another is made")
    return secret


def _keep_new_secret(file: Path) -> None:
    """Make a secret, unless somebody else is faster; it has its name once it is whole. Raises SignInNotConfigured."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=file.parent, prefix=f"{file.name}.") as unfinished:  # readable by nobody else
            unfinished.write(os.urandom(48).hex())
            unfinished.flush()
            with suppress(FileExistsError):
                os.link(unfinished.name, file)
    except OSError as error:
        raise SignInNotConfigured(f"no secret can be kept in {file}: {error.strerror}") from error
