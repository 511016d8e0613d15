"""What the log says of the errors of one response: each thing once, however many fields it befell."""

import logging

import pytest
from graphql import GraphQLError

from db.errors import DatabaseUnavailable
from server.graphql.errors import format_errors


def of_field(place: int, original: Exception) -> GraphQLError:
    return GraphQLError(str(original), path=[f"c{place}"], original_error=original)


def unavailable(reason: str) -> DatabaseUnavailable:
    error = DatabaseUnavailable()
    error.__cause__ = ConnectionError(reason)
    return error


def test_fields_that_fail_alike_fail_once_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    reasons = ["no such file", "refused", "no such file"] * 100
    told = format_errors(of_field(place, unavailable(reason)) for place, reason in enumerate(reasons))
    assert [(error["path"], error["extensions"]["code"]) for error in told] == [
        ([f"c{place}"], "UNAVAILABLE") for place in range(300)
    ]
    lines = [record.getMessage().rpartition(": ")[2] for record in caplog.records if record.levelno >= logging.WARNING]
    assert lines == ["no such file", "refused"]


def test_a_fault_of_ours_has_one_traceback_of_each_kind(caplog: pytest.LogCaptureFixture) -> None:
    faults = [ZeroDivisionError("by zero"), KeyError("a"), KeyError("b"), ZeroDivisionError("by zero"), KeyError("a")]
    told = format_errors(of_field(place, fault) for place, fault in enumerate(faults))
    assert {error["extensions"]["code"] for error in told} == {"INTERNAL"}
    assert [repr(record.exc_info[1]) for record in caplog.records if record.exc_info] == [
        repr(fault) for fault in faults[:3]
    ]


def test_the_next_response_is_told_of_anew(caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        format_errors([of_field(0, unavailable("refused"))])
    assert len(caplog.records) == 2
