"""The verdict, for any text and any rules."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from moderation_site.moderation.folding import fold, is_word_character
from moderation_site.moderation.verdict import WordRule, decide, words_of

texts = st.text(max_size=60)
words = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8).filter(
    lambda word: bool(words_of(word)) and all(map(is_word_character, fold(word)))
)
phrases = st.lists(words, min_size=1, max_size=3).map(" ".join)
rules = st.lists(st.builds(WordRule, phrases, st.sampled_from(["reject", "hold"])), max_size=4)
spaces = st.text(" \t\n\u00a0\u2003\u3000", min_size=1, max_size=3)
apart = st.sampled_from(["", " ", "\n", ", ", "!", "“", "-"])
invisible = st.sampled_from("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0f")


def status_of(content: str, phrase: str) -> str:
    return decide(content, [WordRule(phrase, "reject")]).status


@given(texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(texts, rules)
def test_every_text_gets_a_verdict_and_a_reason_unless_it_is_approved(
    content: str, rules: list[WordRule]
) -> None:
    verdict = decide(content, rules)

    assert (verdict.status == "approved") == (verdict.reason == "")


@given(texts, rules)
def test_case_and_compatible_forms_make_no_difference(content: str, rules: list[WordRule]) -> None:
    assert decide(fold(content), rules) == decide(content, rules)


@given(texts, rules, st.randoms(use_true_random=False))
def test_the_order_of_the_rules_decides_the_reason_at_most(
    content: str, rules: list[WordRule], random: Random
) -> None:
    shuffled = random.sample(rules, len(rules))

    assert decide(content, shuffled).status == decide(content, rules).status


@given(texts, rules)
def test_one_more_rule_never_makes_a_verdict_milder(content: str, rules: list[WordRule]) -> None:
    severity = ["approved", "held", "rejected"].index

    for count in range(len(rules)):
        fewer, more = decide(content, rules[:count]), decide(content, rules[: count + 1])
        assert severity(fewer.status) <= severity(more.status)


@given(phrases, apart, apart)
def test_a_phrase_between_what_is_no_word_is_found(phrase: str, before: str, after: str) -> None:
    assert status_of(f"x{before or ' '}{phrase}{after or ' '}x", phrase) == "rejected"


@given(st.lists(words, min_size=2, max_size=3), spaces)
def test_any_white_space_parts_the_words_of_a_phrase(parts: list[str], space: str) -> None:
    assert status_of(space.join(parts), " ".join(parts)) == "rejected"


@given(words, words)
def test_a_word_that_goes_on_is_another_word(word: str, more: str) -> None:
    assert status_of(f"{word}_{more}", word) == "approved"
    assert status_of(f"{more}_{word}", word) == "approved"


@given(words, st.data())
def test_what_is_invisible_hides_no_word(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word)))
    content = f"{word[:at]}{data.draw(invisible)}{word[at:]}"

    assert status_of(content, word) == "rejected"
