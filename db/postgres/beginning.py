"""How transactions begin: with whose rows they see, and in whose name they write."""

from functools import lru_cache
from uuid import UUID

from db.postgres.connection import literal
from db.postgres.lines import KEEP_IDS_APART
from db.postgres.writing import say_writing

READ_ONLY = "ISOLATION LEVEL REPEATABLE READ READ ONLY"
READ_WRITE = ""


# The begin of every transaction, in one message. Settings are local to it: a session-level one would leak through a
# pooler. The role is one of them, since a pooler may have dropped the start-up parameter, and the owner looks past
# every policy. SET takes no parameters, so values are written as literals; it is read in half the time of a SELECT.
@lru_cache(maxsize=1024)
def begin_statement(mode: str, role: str, tenant_id: UUID, subject: str, doing: str) -> str:
    """What a transaction of a tenant begins with, in one message."""
    writing = f"; {KEEP_IDS_APART}; {say_writing(tenant_id)}" if mode == READ_WRITE else ""
    return f"""BEGIN {mode}; SET LOCAL ROLE {role}; SET LOCAL app.tenant = '{tenant_id}';
        SET LOCAL app.subject = {literal(subject)}; SET LOCAL app.doing = {literal(doing)}{writing}"""
