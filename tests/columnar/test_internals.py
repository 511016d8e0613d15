"""What the package relies on within graphql-core is as it was; if this fails, a release has changed it."""

from columnar._internals import broken_assumptions


def test_what_the_executor_relies_on_is_there() -> None:
    assert broken_assumptions() == []
