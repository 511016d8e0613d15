"""Who is measured against the limit: the server in its ways of answering, and its peers where npm is there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers import postgraphile
from benchmarks.peers.installing import NotInstalled, command, environment, installed, versions
from benchmarks.questions import Ask
from benchmarks.servers import REAL, configured
from resolvers.figures import rounded

OURS: dict[str, dict[str, object]] = {
    "computed": {"kept_answer_bytes": 0},  # every answer anew, by columns
    "kept": {},  # as an installation does: answers are kept while nothing changes
    "stock": {"kept_answer_bytes": 0, "columnar": False},  # every answer anew, by graphql-core alone
}
PEERS = ("postgraphile", "mercurius")


def _as_it_is(answer: Any) -> Any:
    return answer


def _as_told(answer: Any) -> Any:
    """An answer whose figures are rounded as the server rounds its own."""
    if isinstance(answer, dict):
        return {name: _as_told(value) for name, value in answer.items()}
    if isinstance(answer, list):
        return [_as_told(value) for value in answer]
    return rounded(answer) if isinstance(answer, float) else answer


def _as_ours(ask: Ask) -> bytes:
    return ask.body


@dataclass(frozen=True)
class Way:
    """How a server is started and asked, and what of its answer and the limit's must be equal."""

    title: str
    command: Sequence[str]
    environment: Mapping[str, str]
    asked: Callable[[Ask], bytes] = _as_ours
    plain: Callable[[Any], Any] = _as_it_is
    comparable: Callable[[Any], Any] = _as_it_is


def ways(names: Sequence[str], database_url: str, folder: Path) -> list[Way]:
    """The ways of these names; says so in a line where peers have to be left out."""
    ours = [
        Way(name, REAL, configured(database_url, folder, **settings), comparable=_as_told)
        for name, settings in OURS.items()
        if name in names
    ]
    return ours + _peers([name for name in PEERS if name in names], database_url, folder)


def _peers(names: Sequence[str], database_url: str, folder: Path) -> list[Way]:
    if not names:
        return []
    try:
        place = installed(folder)
    except NotInstalled as reason:
        print(f"peers are left out: {reason}")
        return []
    print(versions())
    told = environment(database_url)
    words = {"postgraphile": (postgraphile.asked, postgraphile.plain, postgraphile.comparable)}
    return [Way(name, command(place, name), told, *words.get(name, ())) for name in names]
