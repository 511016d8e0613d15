"""Words: how a text is matched and shown, states, and main LOBs taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.shared.enums import WorkType
from services.shared.main_lob import category_of, parse_main_lob
from services.shared.states import parse_state, state_name
from services.shared.text import key, shown, slug


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("  Amisys \t Medicaid\n", "Amisys Medicaid"),
        ("a\x00b", "ab"),
        ("\x1b\r0 \x1b 1", "0 1"),
        ("e\u0301", "\u00e9"),
        ("\u00a0x\u2003", "x"),
        ("", ""),
    ],
)
def test_white_space_and_what_cannot_be_printed_do_not_count(written: str, seen: str) -> None:
    assert shown(written) == seen


@given(st.text())
def test_a_text_is_matched_without_regard_to_case_and_space(text: str) -> None:
    assert key(shown(text)) == key(text)
    assert key(f"  {text}\t") == key(text)
    assert shown(shown(text)) == shown(text)
    shown(text).encode()


@pytest.mark.parametrize(
    ("main_lob", "platform", "locality"),
    [
        ("Amisys Medicaid DOMESTIC", "Amisys", WorkType.DOMESTIC),
        ("Facets Medicare Plus OffShore", "Facets", WorkType.GLOBAL),
        ("Xcelys  Duals onshore", "Xcelys", WorkType.DOMESTIC),
        ("Xcelys Duals Global", "Xcelys", WorkType.GLOBAL),
    ],
)
def test_a_main_lob_has_a_platform_and_a_locality(main_lob: str, platform: str, locality: WorkType) -> None:
    parts = parse_main_lob(main_lob)
    assert (parts.platform, parts.locality) == (platform, locality)


@pytest.mark.parametrize("main_lob", ["", "DOMESTIC", "Amisys Medicaid", "Amisys Medicaid EVERYWHERE"])
def test_a_main_lob_without_its_parts_is_refused(main_lob: str) -> None:
    with pytest.raises(ValueError, match="DOMESTIC, ONSHORE, OFFSHORE, GLOBAL"):
        parse_main_lob(main_lob)


def test_categories_say_onshore_and_offshore() -> None:
    assert category_of("Amisys", WorkType.DOMESTIC) == "Amisys Onshore"
    assert category_of("Amisys", WorkType.GLOBAL) == "Amisys Offshore"
    assert slug("Amisys Onshore") == "amisys-onshore"
    assert slug("N/A") == "n-a"


@pytest.mark.parametrize(("text", "code"), [("fl", "FL"), (" TX ", "TX"), ("n/a", "N/A")])
def test_a_state_is_two_letters_or_none(text: str, code: str) -> None:
    assert parse_state(text) == code


@pytest.mark.parametrize("text", ["", "Florida", "F1", "ÄÖ", "NA/"])
def test_anything_else_is_no_state(text: str) -> None:
    with pytest.raises(ValueError, match="two-letter code or N/A"):
        parse_state(text)


def test_states_have_names() -> None:
    assert (state_name("FL"), state_name("DC"), state_name("ZZ"), state_name("N/A")) == (
        "Florida", "District of Columbia", "ZZ", "N/A",
    )  # fmt: skip
