"""What an answer may never be: a 5xx, a traceback, a word of driver or library."""

import json
from typing import Any

import httpx

INSIDE = (
    "traceback", "sqlalchemy", "asyncpg", "strawberry", "psycopg", "graphql-core", "orjson", "/site-packages/",
    "select ", "insert into", "nonetype", "has no attribute", "keyerror", "valueerror", "typeerror", "unicode",
)  # fmt: skip


def expect_an_answer(response: httpx.Response, sent: object) -> None:
    """A status below 500 and words for people."""
    assert response.status_code < 500, (response.status_code, response.text, sent)
    if response.headers.get("content-type", "").startswith(("application/json", "application/graphql-response")):
        expect_words_for_people(response.json(), sent)


def expect_words_for_people(answer: Any, sent: object) -> None:
    """No error of an answer is internal, or says what only we should know; REST and GraphQL alike."""
    errors = errors_of(answer)
    assert not [error for error in errors if "INTERNAL" in json.dumps(error)], (errors, sent)
    said = " ".join(str(error.get("message")) for error in errors).casefold()
    assert not [word for word in INSIDE if word in said], (said, sent)


def errors_of(answer: Any) -> list[dict[str, Any]]:
    """The errors of a GraphQL answer or a message of one, or what REST says is wrong."""
    if not isinstance(answer, dict):
        return [one for one in answer if isinstance(one, dict)] if isinstance(answer, list) else []
    return list(answer.get("errors") or ()) + ([answer] if "code" in answer and "message" in answer else [])
