"""The public audit of GraphQL over HTTP, from its npm package, against a real server: every rule is kept."""

from pathlib import Path

from tests.support.javascript import audited, installed
from tests.support.live import LiveServer


def test_every_rule_of_the_specification_is_kept(live_server: LiveServer, tmp_path: Path) -> None:
    results = audited(installed(tmp_path), live_server.url, live_server.token("VIEWER"))
    assert len(results) == 61
    assert [result for result in results if result["status"] != "ok"] == []
