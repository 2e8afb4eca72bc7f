"""Who watches the page during a chaos run notices what goes back."""

import pytest

from tools.chaos.watch import Seen


def page(status: str, count: int) -> list[dict[str, object]]:
    return [
        {
            "id": "p",
            "createdAt": "1",
            "commentCount": count,
            "comments": [{"id": "c", "status": status}],
        }
    ]


def test_a_page_that_goes_forward_has_no_findings() -> None:
    seen = Seen()
    for status, count in (("pending", 1), ("approved", 1), ("approved", 2)):
        assert seen.compare(page(status, count)) == []


@pytest.mark.parametrize(("status", "count"), [("pending", 2), ("rejected", 2), ("approved", 1)])
def test_a_page_that_goes_back_is_out_of_order(status: str, count: int) -> None:
    seen = Seen()
    seen.compare(page("approved", 2))
    assert [finding.kind for finding in seen.compare(page(status, count))] == ["out of order"]
