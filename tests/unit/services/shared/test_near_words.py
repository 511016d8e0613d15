"""Slips of the pen: letters too many, missing, wrong, or neighbours that changed places; more is another word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.shared.near_words import near_word, slips_between

KNOWN = ["Amisys", "Facets", "Claims", "FL", "N/A"]
words = st.text("abcdefgh", min_size=3, max_size=9)
letters = st.sampled_from("abcdefgh")


@given(words, st.data())
def test_one_slip_is_near(word: str, data: st.DataObject) -> None:
    place, letter = data.draw(st.integers(0, len(word) - 1)), data.draw(letters)
    slips = {
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    } - {word}
    for slip in slips:
        assert near_word(slip.upper(), [word]) == word, slip


@given(words, words)
def test_two_words_are_near_each_other_or_not(one: str, other: str) -> None:
    assert (near_word(one, [other]) is None) == (near_word(other, [one]) is None)


@given(words, words)
def test_three_letters_too_many_are_another_word(word: str, more: str) -> None:
    assert near_word(word + more, [word]) is None


@given(words, words)
def test_slips_are_counted_as_a_distance(one: str, other: str) -> None:
    assert slips_between(one, other) == slips_between(other, one)
    assert (slips_between(one, other) == 0) == (one == other)
    assert slips_between(one, other) <= max(len(one), len(other))


@pytest.mark.parametrize(
    ("word", "meant"),
    [("amisys ", None), ("Facet", "Facets"), ("Claim", "Claims"), ("FI", "FL"), ("F", None),
     ("XX", None), ("Amysis", "Amisys"), ("Clams", "Claims"), ("calims", "Claims"), ("Denials", None), ("", None)],
)  # fmt: skip
def test_words_as_people_write_them(word: str, meant: str | None) -> None:
    assert near_word(word, KNOWN) == meant


@given(words, words, st.integers(0, 3))
def test_slips_are_counted_no_further_than_asked(one: str, other: str, most: int) -> None:
    assert min(slips_between(one, other, most=most), most + 1) == min(slips_between(one, other), most + 1)


@pytest.mark.parametrize(
    ("word", "known"), [("Pre Auth", "Pre-Auth"), ("PreAuth", "Pre-Auth"), ("NA", "N/A"), ("Medi caid", "Medicaid")]
)
def test_signs_between_letters_are_no_other_word(word: str, known: str) -> None:
    assert near_word(word, [known]) == known


@pytest.mark.parametrize(
    ("word", "known"),
    [("Part A", "Part B"), ("Tier II", "Tier III"), ("Skill 1", "Skill 2"), ("W10", "W1"), ("Medicare", "Medicaid"),
     ("OFFSHORE", "ONSHORE"), ("MO", "MS"), ("TX Mail", "FL Mail")],
)  # fmt: skip
def test_what_tells_names_apart_is_no_slip(word: str, known: str) -> None:
    assert near_word(word, [known]) is None
    assert near_word(known, [word]) is None
