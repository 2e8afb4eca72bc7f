"""What a text promises is compared so strictly that a wrong answer is noticed."""

import pytest

from tests.docs.promise import Promise

POST = '{"id": "…", "title": "Hello", "comments": [{"status": "approved"}, …]}'


@pytest.mark.parametrize(
    "seen",
    [
        '{"id":"1","title":"Hello","comments":[{"status":"approved"},{"status":"pending"}]}',
        '{\n  "id": "",\n  "title": "Hello",\n  "comments": [{"status": "approved"}, 2]\n}\n',
    ],
)
def test_json_may_be_laid_out_otherwise_and_hold_anything_where_it_was_left_out(seen: str) -> None:
    assert Promise(POST, json=True).is_all_of(seen)


@pytest.mark.parametrize(
    "seen",
    [
        "",
        '{"id":"1","title":"Hallo","comments":[{"status":"approved"},2]}',
        '{"id":"1","title":"Hello","comments":[{"status":"pending"},{"status":"approved"}]}',
        '{"id":"1","author":"x","title":"Hello","comments":[{"status":"approved"},2]}',
        'x {"id":"1","title":"Hello","comments":[{"status":"approved"},2]}',
        '{"id":"1","title":"Hello","comments":[{"status":"approved"},2]} x',
    ],
)
def test_json_that_says_something_else_or_more_is_noticed(seen: str) -> None:
    assert not Promise(POST, json=True).is_all_of(seen)


def test_a_text_is_compared_line_by_line() -> None:
    promise = Promise("… /comments CommentCreated\n… /moderation CommentModerated\n")
    assert promise.is_all_of("12 /comments CommentCreated\n13 /moderation CommentModerated\n")
    assert not promise.is_all_of("12 /comments CommentCreated\n")
    assert not promise.is_all_of(
        "12 /comments CommentCreated\n13 /x Another\n14 /moderation CommentModerated\n"
    )


def test_a_line_of_three_dots_is_any_number_of_lines() -> None:
    promise = Promise("first\n…\nlast\n")
    assert promise.is_all_of("first\nlast")
    assert promise.is_all_of("first\nsecond\n\nthird\nlast\n")
    assert not promise.is_all_of("first\nlast\nmore")


def test_what_is_promised_of_a_longer_output_stands_somewhere_in_it() -> None:
    output = "started\n  | query was ended by SIGKILL. The others run on.\nmore\n"
    assert Promise("| query was ended by SIGKILL.…").is_in(output)
    assert not Promise("| bus was ended by SIGKILL.…").is_in(output)
