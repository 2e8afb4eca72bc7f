"""Whatever a handler raises, its event can be parked."""

import pytest

from eventbox.models import ParkedEvent
from eventbox.receiver import receive
from tests.eventbox.diary.models import Entry
from tests.eventbox.windows import log_of, window_of

pytestmark = pytest.mark.django_db(transaction=True)


class Unprintable(Exception):
    def __str__(self) -> str:
        raise RuntimeError("not even this")


def deep(levels: int) -> Exception:
    error = ValueError("the deepest")
    for _ in range(levels):
        outer = ValueError("over it")
        outer.__cause__ = error
        error = outer
    return error


@pytest.mark.parametrize(
    ("failure", "shown"),
    [
        (ValueError("nul \x00, half \ud800"), "ValueError: nul �, half ?"),
        (Unprintable(), "Unprintable"),
        (ValueError("x" * 100_000), "ValueError: " + "x" * 988),
        (deep(3000), "ValueError: over it"),
        (AssertionError(), "AssertionError: "),
        (RecursionError("deep"), "RecursionError: deep"),
    ],
    ids=["unstorable", "unprintable", "long", "chained", "silent", "recursion"],
)
def test_its_event_is_parked_and_the_others_flow(
    monkeypatch: pytest.MonkeyPatch, failure: Exception, shown: str
) -> None:
    create = Entry.objects.create

    def fail(**fields: object) -> Entry:
        if fields["text"] == "bad":
            raise failure
        return create(**fields)

    monkeypatch.setattr(Entry.objects, "create", fail)
    assert receive(window_of(log_of("bad", "good"))).status == 200
    row = ParkedEvent.objects.get()
    assert (row.subject, row.error) == ("bad", shown)
    assert len(row.traceback) <= 20_000
    assert Entry.objects.get().text == "good"
