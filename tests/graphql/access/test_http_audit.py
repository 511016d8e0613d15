"""The public audit of GraphQL over HTTP, from its npm package, against a real server: every rule is kept."""

from tests.support.cluster import Cluster
from tests.support.javascript import audited, installed
from tests.support.live import LiveServer


def test_every_rule_of_the_specification_is_kept(live_server: LiveServer, cluster: Cluster) -> None:
    results = audited(installed(cluster.home / "javascript"), live_server.url, live_server.token("VIEWER"))
    assert len(results) == 61
    assert [result for result in results if result["status"] != "ok"] == []
