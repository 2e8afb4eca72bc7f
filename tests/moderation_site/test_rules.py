"""The rules that a new moderation service has, and which of them count."""

import pytest

from moderation_site.moderation.models import Rule
from moderation_site.moderation.selectors import active_rules
from moderation_site.moderation.verdict import WordRule

pytestmark = pytest.mark.django_db


def test_two_sample_rules_are_shipped() -> None:
    assert active_rules() == [WordRule("orange", "reject"), WordRule("buy now", "hold")]


def test_rules_that_are_switched_off_do_not_count() -> None:
    Rule.objects.filter(phrase="orange").update(active=False)

    assert active_rules() == [WordRule("buy now", "hold")]
