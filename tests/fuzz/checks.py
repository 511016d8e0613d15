"""What schemathesis asks of every answer besides its own checks; it loads this file by SCHEMATHESIS_HOOKS."""

import json

import schemathesis

from tests.fuzz.answers import expect_words_for_people


@schemathesis.check
def words_for_people(_: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case) -> None:
    """No word of driver or library in what an error says."""
    if response.headers.get("content-type", [""])[0] == "application/json":
        expect_words_for_people(json.loads(response.content), case.query)
