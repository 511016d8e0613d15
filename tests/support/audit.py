"""The audit log as administrators read it."""

from typing import Any

from tests.support.api import Api, token

LOG = """query Log($filter: AuditFilterInput, $first: Int, $after: String) {
    auditLog(filter: $filter, first: $first, after: $after) { totalCount pageInfo { endCursor hasNextPage }
    nodes { at subject roles keyId requestId operation action entityType entityId old new } } }"""

NOTHING_CHANGED = {  # examples of a refusal, and of a dry run
    "bulk_assign": "REFUSED",
    "set_week_targets": "UNCHANGED",
    "complete_production_plan": "REFUSED",
}


def admin_of(client: Api) -> Api:
    """Somebody else, who reads the log over the same connection."""
    return Api(client.http, token("ADMIN", subject="auditor"))


async def log(client: Api, **filters: Any) -> list[dict[str, Any]]:
    """The newest rows that match."""
    answer = await admin_of(client).ask(LOG, filter=filters, first=500)
    return list(answer["auditLog"]["nodes"])


def expect_rows_of(example: str, rows: list[dict[str, Any]]) -> None:
    """An administrator's example of a mutation, and what it needed before it, have left these rows."""
    assert all(row["subject"] in ("tester", "colleague") for row in rows)
    assert all(row["roles"] == ["ADMIN"] and row["requestId"] for row in rows)
    first, *rest = example.split("_")
    mutation = first + "".join(word.title() for word in rest)
    of_its_own = [row for row in rows if row["operation"] == mutation]
    actions = {row["action"] for row in of_its_own if row["subject"] == "tester"}
    if example in NOTHING_CHANGED:
        assert actions == {NOTHING_CHANGED[example]}
        return
    assert actions
    assert not actions & {"REFUSED", "UNCHANGED"}
    assert all(row["entityId"] and row["new"] for row in of_its_own)
