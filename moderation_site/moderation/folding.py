"""How texts are made comparable: one form for whatever looks or reads the same. Pure."""

import re
import unicodedata
from typing import Final

ZERO_WIDTH_SPACE: Final = "\u200b"

# Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt: they show as nothing. All but
# the zero width space, which parts words where others see none.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def fold(text: str) -> str:
    """`text` in NFKC, without case and without what is invisible; folding again changes nothing.

    Full case folding, as in "STRASSE" and "straße" (Unicode 3.13, compatibility caseless match).
    """
    if text.isascii():
        return text.lower()
    visible = _INVISIBLE.sub("", text)
    folded = unicodedata.normalize("NFKD", visible).casefold()
    folded = unicodedata.normalize("NFKD", folded).casefold()
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", folded))


def is_word_character(character: str) -> bool:
    """Whether it belongs to a word: letters, digits, the underscore, and the marks on them."""
    return (
        character.isalnum() or character == "_" or unicodedata.category(character).startswith("M")
    )
