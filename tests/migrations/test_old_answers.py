"""Answers to named requests that were kept with a secret in them lose it, and nothing else."""

from sqlalchemy import text

from db.admin.migrate import downgrade, drift, owner_connection, upgrade
from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from server.rooms import HOUSE

DEMO = tenant_id("demo")
KEY = f"hrk_{DEMO.hex}_{'0a' * 32}"
ANSWERS = {
    "secret": f'{{"data":{{"createApiKey":{{"secret":"{KEY}","problems":[]}}}}}}',
    "two": f'{{"data":{{"a":{{"secret":"{KEY}"}},"b":{{"secret":"{KEY}","id":"é"}}}}}}',
    "plain": '{"data":{"a":{"name":"hrk_ of the team é"}}}',
}
INSERT = text("""
    INSERT INTO idempotency_key (tenant_id, subject, key, request_hash, answer)
    VALUES (:tenant, 'tester', :key, ''::bytea, :answer)""")


async def test_kept_secrets_go(blank: Addresses) -> None:
    await upgrade(blank.owner, "0014")
    async with owner_connection(blank.owner) as owner:
        await HOUSE.create_tenant(owner, "demo")
        await owner.execute(text("SELECT set_config('app.tenant', :id, true)"), {"id": str(DEMO)})
        for key, answer in ANSWERS.items():
            await owner.execute(INSERT, {"tenant": DEMO, "key": key, "answer": answer.encode()})
    await upgrade(blank.owner)
    async with owner_connection(blank.owner) as owner:
        await owner.execute(text("SELECT set_config('app.tenant', :id, true)"), {"id": str(DEMO)})
        kept = {row.key: bytes(row.answer).decode() for row in await owner.execute(text("TABLE idempotency_key"))}
    assert kept == {key: answer.replace(f'"{KEY}"', "null") for key, answer in ANSWERS.items()}
    await downgrade(blank.owner, "0014")
    await upgrade(blank.owner)
    assert await drift(blank.owner) == []
