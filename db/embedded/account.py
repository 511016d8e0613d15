"""PostgreSQL refuses to run as root: the unprivileged account it runs under when root starts it."""

import os
import pwd
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.embedded.programs import PACKAGE, binary, package
from db.errors import DatabaseUnavailable

NAME = "pgserver"


@dataclass(frozen=True)
class Account:
    """An account of the system that is not root."""

    uid: int
    gid: int

    def identity(self) -> dict[str, Any]:
        """What makes a child process run as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def account_for(cluster: Path) -> Account | None:
    """None unless root asks; then the account that owns the cluster, or one made for the purpose."""
    if os.geteuid() != 0:
        return None
    if cluster.exists() and (found := cluster.stat()).st_uid != 0:
        return Account(found.st_uid, found.st_gid)
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = _made()
    return Account(entry.pw_uid, entry.pw_gid)


def hand_over(directory: Path, account: Account) -> None:
    """Let the account have a directory, reach it, and run the programs; nothing is opened further than that."""
    os.chown(directory, account.uid, account.gid)
    _open_for_others(stat.S_IXOTH, *directory.parents, *package().parents)
    if not Path(binary("postgres")).stat().st_mode & stat.S_IXOTH:
        _open_for_others(stat.S_IROTH, *_installed_files())


def _made() -> pwd.struct_passwd:
    try:
        make = ["useradd", "--system", "--shell", "/bin/false", NAME]
        subprocess.run(make, check=True, capture_output=True)  # noqa: S603 – a constant command
    except (OSError, subprocess.CalledProcessError) as error:
        advice = f"PostgreSQL does not run as root, and the account {NAME} cannot be made; start as another user"
        raise DatabaseUnavailable from RuntimeError(f"{advice} ({error})")
    return pwd.getpwnam(NAME)


def _installed_files() -> Iterator[Path]:
    for directory in (package(), package().with_name(f"{PACKAGE}.libs")):
        yield directory
        yield from directory.rglob("*")


def _open_for_others(permission: int, *paths: Path) -> None:
    for path in paths:
        mode = path.stat().st_mode
        wanted = permission | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
        if mode & wanted != wanted:
            path.chmod(stat.S_IMODE(mode) | wanted)
