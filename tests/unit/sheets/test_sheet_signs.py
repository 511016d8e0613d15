"""What people type is kept: emoji held together, flags, letters that need joiners; what nobody sees is not."""

from random import Random
from unicodedata import category

import pytest

from services.shared.text import control_character, key
from sheets import shown
from sheets.cells import text, unseen_characters

PEOPLE, TONES = "👩👨🧑👧👦", [chr(tone) for tone in range(0x1F3FB, 0x1F400)]
THINGS = ["💻", "🚀", "🔧", "⚕️", "⚖️", "❤️", "♀️", "♂️", "🦰", "🍼", "\u2194\ufe0f", "➡️", "\U0001fae8", "\U0001faf8"]
SEEN = [
    "👨\u200d👩\u200d👧\u200d👦", "🏳️\u200d🌈", "🏴\u200d☠️", "👩🏽\u200d🔧", "🧑🏿\u200d❤️\u200d💋\u200d🧑🏻",
    "👁️\u200d🗨️", "🐻\u200d❄️",
    "1️⃣", "🇩🇪", "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
    "می\u200cخواهم", "نامه\u200cای", "क्\u200dष", "क्\u200cष", "ශ්\u200dරී", "പാല്\u200d", "ه\u200d",
    "\U0001fae8", "\U00031350",
]  # fmt: skip
UNSEEN = [
    "A\u200dB", "A\u200cB", "\u200d", "👨\u200d", "\u200d👨", "👨\u200dA", "9\u200d9", "Zoe\u0308\u200dx",
    "می\u200c", "a\u200bb",
    "👨\u200d\u200d👩", "a\u202eb", "🏴\U000e0067", "a\U000e0067\U000e0062\U000e0077\U000e007f",
    "🏴\U000e007f", "\U000e0001",
    "\U000e0fff", "\uffff", "\U0010fffe", "\ufdd0", "\u2065", "a\x07b", "\ud800", "🏴\u200d\U000e0067", "+\u200d+",
]  # fmt: skip


@pytest.mark.parametrize("sign", SEEN)
def test_what_people_type_is_kept_alone_and_within_a_text(sign: str) -> None:
    for written in (sign, f"Crew {sign}", f"{sign}, {sign}!", f"a{sign}1", f"{sign}\n{sign}"):
        assert control_character(written) is None
        assert shown(written) == " ".join(written.split()) == text(written)
        assert unseen_characters(written) == []
        assert shown(shown(written)) == shown(written)


@pytest.mark.parametrize("sign", UNSEEN)
def test_what_nobody_sees_is_named_and_left_out(sign: str) -> None:
    hidden = [one for one in sign if category(one) in ("Cf", "Cc", "Cs", "Cn")]
    assert control_character(f"a {sign}") in [f"U+{ord(one):04X}" for one in hidden]
    assert set(unseen_characters(sign)) <= {f"U+{ord(one):04X}" for one in hidden}
    assert len(shown(sign)) < len(sign)
    assert control_character(shown(sign)) is None


def test_any_emoji_that_are_joined_are_kept_and_none_that_are_cut() -> None:
    dice = Random(14)
    for _ in range(500):
        parts = [dice.choice(PEOPLE) + dice.choice(["", *TONES])]
        parts += [dice.choice([*THINGS, *PEOPLE]) for _ in range(dice.randint(1, 4))]
        joined = "\u200d".join(parts)
        assert control_character(joined) is None and shown(joined) == joined, joined
        cut = dice.choice([f"{joined}\u200d", f"\u200d{joined}", f"{joined}\u200dcrew", f"crew\u200d{joined}"])
        assert (control_character(cut), joined in shown(cut)) == ("U+200D", True)
        assert control_character(shown(cut)) is None


def test_texts_that_differ_by_joiners_are_one_key() -> None:
    assert key("کار\u200cخانه") == key("کارخانه")
    assert key("ا\u200dٔ") == key("أ")
    assert key("Crew 👨\u200d👩\u200d👧") == key("CREW 👨👩👧")


def test_a_long_text_of_joiners_and_marks_takes_no_longer_than_any_other() -> None:
    for part in ("\u0301\u200d", "\u200d", "\U000e0067", "🏴\U000e0067", "\u0301"):
        assert len(shown("a" + part * 200_000)) <= 400_001
