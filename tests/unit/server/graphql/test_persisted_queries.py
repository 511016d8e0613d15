"""Documents that clients leave: together within number and bytes, and a flood of one tenant's costs others nothing."""

from collections import OrderedDict
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from server.graphql.persisted_queries import SLOT_BYTES, PersistedQueries

ONE, OTHER = UUID(int=1), UUID(int=2)
STEPS = st.lists(st.tuples(st.sampled_from((ONE, OTHER, UUID(int=3))), st.integers(0, 8), st.booleans()), max_size=80)


def text_of(number: int) -> str:
    return "q" * (1 + 50 * number)


@given(STEPS, st.integers(1, 8), st.integers(SLOT_BYTES, 6 * SLOT_BYTES))
def test_they_stay_within_both_bounds_and_answer_what_was_left(
    steps: list[tuple[UUID, int, bool]], most: int, max_bytes: int
) -> None:
    queries = PersistedQueries(most, max_bytes, longest=300)
    left: dict[tuple[UUID, int], str] = {}
    for tenant, number, puts in steps:
        if puts:
            queries.put(tenant, str(number), text_of(number).encode())
            left[tenant, number] = text_of(number)
        found = queries.get(tenant, str(number))
        assert found is None or found == left[tenant, number]
        assert queries.count <= most
        assert queries.total_bytes <= max_bytes
    kept = [one for one in left if queries.get(one[0], str(one[1])) is not None]
    assert queries.count == len(kept)
    assert queries.total_bytes == sum(len(left[one]) + SLOT_BYTES for one in kept)


def test_the_one_used_longest_ago_makes_room() -> None:
    queries = PersistedQueries(2, 10_000, longest=300)
    model: OrderedDict[str, None] = OrderedDict()
    for name in ("a", "b", "a", "c", "c", "b", "a"):
        assert (queries.get(ONE, name) is not None) == (name in model), name
        queries.put(ONE, name, b"{ x }")
        model[name] = None
        model.move_to_end(name)
        if len(model) > 2:
            model.popitem(last=False)


def test_a_flood_of_one_tenant_leaves_others_what_they_have() -> None:
    queries = PersistedQueries(20, 100_000, longest=300)
    for number in range(5):
        queries.put(OTHER, str(number), b"{ x }")
    for number in range(1_000):
        queries.put(ONE, str(number), b"{ x }")
    assert all(queries.get(OTHER, str(number)) == "{ x }" for number in range(5))
    assert queries.get(ONE, "999") is not None
    assert queries.get(OTHER, "999") is None, "what one tenant left is no other's"


def test_what_no_server_would_answer_is_not_kept() -> None:
    queries = PersistedQueries(20, 100_000, longest=4)
    queries.put(ONE, "a", b"{ x }")
    assert queries.get(ONE, "a") is None
    assert queries.count == 0
