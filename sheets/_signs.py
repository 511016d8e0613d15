"""Which characters are seen: those that can be printed, and those that only change what their neighbours look like.

People type them: a family of emoji is held together by joiners, the flag of Wales is a black one with letters that are
not seen, and Persian and Hindi need joiners for their letters. Anywhere else nobody sees them: there they only make one
text look like another.
"""

import re
from unicodedata import bidirectional, category, combining

JOINERS = NON_JOINER, JOINER = "\u200c\u200d"
VIRAMA = 9  # the combining class of what takes the vowel from a letter of India
ARABIC = "AL"
MARKS = ("Mn", "Me", "Sk")  # accents, the selectors of variants, frames, and the tones of skin
PICTURES = ("So", "Cn")
ARROW = "\u2194"  # a head that shakes; by its category it is mathematics
BLACK_FLAG = "\U0001f3f4"
FLAG = re.compile(f"{BLACK_FLAG}[\U000e0030-\U000e0039\U000e0061-\U000e007a]{{3,6}}\U000e007f")
LONGEST_FLAG = 8
# Whatever later versions of Unicode add here is not seen; the last two of each plane are no characters at all.
NEVER_SEEN = re.compile("[\u2065\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U000e0fff]")


def is_seen(text: str, place: int) -> bool:
    """Whether the character at a place of a text is one that people see there; white space is not asked for."""
    character = text[place]
    if character.isprintable():
        return True
    if character in JOINERS:
        return _joins(text, place)
    return _is_of_a_later_unicode(character) or _is_in_a_flag(text, place)


def _joins(text: str, place: int) -> bool:
    """Whether a joiner stands where it shows: between pictures, or behind letters that change their forms."""
    after = text[place + 1 : place + 2]
    start = place - 1
    while start >= 0 and category(text[start]) in MARKS:
        if combining(text[start]) == VIRAMA:
            return True
        start -= 1
    before = text[start] if start >= 0 else ""
    if text[place] == JOINER and _is_picture(before):
        return _is_picture(after)
    return before != "" and bidirectional(before) == ARABIC and (text[place] == JOINER or after.isalpha())


def _is_picture(character: str) -> bool:
    return character != "" and (character == ARROW or category(character) in PICTURES)


def _is_of_a_later_unicode(character: str) -> bool:
    """Whether it is one that this Python does not know yet, as the newest emoji are."""
    is_unknown = category(character) == "Cn" and ord(character) & 0xFFFE != 0xFFFE
    return is_unknown and NEVER_SEEN.match(character) is None


def _is_in_a_flag(text: str, place: int) -> bool:
    start = text.rfind(BLACK_FLAG, max(0, place - LONGEST_FLAG), place)
    found = FLAG.match(text, start) if start >= 0 else None
    return found is not None and place < found.end()
