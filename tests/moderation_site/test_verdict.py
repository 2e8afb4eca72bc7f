"""The verdict on a text, by examples."""

import pytest

from moderation_site.moderation.verdict import Verdict, WordRule, decide, words_of

ORANGE = WordRule("orange", "reject")
BUY_NOW = WordRule("buy now", "hold")
RULES = [BUY_NOW, ORANGE]


@pytest.mark.parametrize(
    "content",
    [
        "orange",
        "I like Orange buses",
        "ORANGE!",
        "(orange)",
        "an orange-coloured bus",
        "apple\norange\tpear",
        "“orange”",
        "ｏｒａｎｇｅ",  # full width
        "𝐨𝐫𝐚𝐧𝐠𝐞",  # mathematical bold
        "oranges are not, orange is",
        "o\u00adrange",  # a soft hyphen
        "o\u200drange",  # a zero width joiner
        "\ufefforange",
        "o\u200brange",  # a zero width space within
        "an\u200borange",  # and one beside
        "orange\u200bjuice",
    ],
)
def test_the_word_of_a_rule_is_found(content: str) -> None:
    assert decide(content, RULES) == Verdict("rejected", "contains “orange”")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "Thank you",
        "oranges",
        "blorange",
        "orange1",
        "_orange",
        "orangé",
        "orange\u0301",  # e with a combining acute: another word
        "orange\u0334",  # with a mark that nothing composes with
        "orаnge",  # with a Cyrillic а
        "o range",
        "оrangeж orangeв",
        "orangeの",
    ],
)
def test_a_part_of_a_word_and_another_word_are_not(content: str) -> None:
    assert decide(content, RULES) == Verdict("approved")


@pytest.mark.parametrize(
    "content",
    ["buy now", "BUY  NOW!", "Please buy\n\tnow.", "buy\u00a0now", "buy\u3000now", "buy\u200bnow"],
)
def test_a_phrase_is_its_words_with_any_white_space_between(content: str) -> None:
    assert decide(content, RULES) == Verdict("held", "contains “buy now”")


@pytest.mark.parametrize("content", ["buynow", "buy it now", "now buy", "rebuy now", "buy nowhere"])
def test_other_words_are_not_the_phrase(content: str) -> None:
    assert decide(content, RULES) == Verdict("approved")


def test_a_phrase_is_found_where_a_false_start_overlaps_it() -> None:
    assert decide("ba a a", [WordRule("a a", "reject")]).status == "rejected"


def test_reject_goes_before_hold_whatever_their_order() -> None:
    assert decide("buy now an orange", [BUY_NOW, ORANGE]).status == "rejected"
    assert decide("buy now an orange", [ORANGE, BUY_NOW]).status == "rejected"


def test_the_first_rule_that_applies_gives_the_reason() -> None:
    rules = [WordRule("pear", "reject"), WordRule("plum", "reject")]

    assert decide("plum and pear", rules).reason == "contains “pear”"


@pytest.mark.parametrize(
    ("phrase", "content"),
    [
        ("Straße", "DIE STRASSE"),
        ("ΟΔΟΣ", "οδος"),  # with a final sigma
        ("ﬁne", "FINE"),
        ("c++", "I write C++."),
        ("$$$", "win$$$now"),
        ("a.b", "a.b"),
        ("किताब", "यह किताब है"),
        ("привет", "Привет!"),
        ("  buy   now ", "buy now"),
    ],
)
def test_phrases_of_all_kinds_are_found(phrase: str, content: str) -> None:
    assert decide(content, [WordRule(phrase, "hold")]).status == "held"


@pytest.mark.parametrize(("phrase", "content"), [("a.b", "axb"), ("कि", "किताब"), ("क", "कि")])
def test_phrases_are_no_patterns_and_marks_belong_to_their_word(phrase: str, content: str) -> None:
    assert decide(content, [WordRule(phrase, "reject")]).status == "approved"


@pytest.mark.parametrize("phrase", ["", "   ", "\u200b", "\u00ad\u200d"])
def test_a_phrase_of_which_nothing_can_be_seen_is_in_no_text(phrase: str) -> None:
    assert words_of(phrase) == []
    assert decide(f"a{phrase}b {phrase}", [WordRule(phrase, "reject")]).status == "approved"


def test_a_long_text_of_false_starts_is_decided_all_the_same() -> None:
    assert decide("oranges " * 30_000, RULES) == Verdict("approved")
