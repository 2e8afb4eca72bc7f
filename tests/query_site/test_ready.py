"""Which ten comments stand in a post's JSON, after some of them have changed."""

from query_site.query.ready import CommentLine, merge_newest


def line(number: int, content: str | None = None) -> CommentLine:
    return {
        "id": f"c{number:02}",
        "content": content,
        "status": "pending",
        "createdAt": f"2026-03-02T12:00:{number:02}.000000Z",
    }


def lines(*numbers: int) -> list[CommentLine]:
    return [line(number) for number in numbers]


FULL = lines(20, 19, 18, 17, 16, 15, 14, 13, 12, 11)


def test_a_newer_comment_pushes_the_tenth_out() -> None:
    merged = merge_newest(FULL, more=False, gone={"c21"}, written=lines(21))

    assert merged == lines(21, 20, 19, 18, 17, 16, 15, 14, 13, 12)


def test_a_comment_older_than_the_tenth_changes_nothing() -> None:
    assert merge_newest(FULL, more=True, gone={"c05"}, written=lines(5)) == FULL


def test_a_comment_that_changes_keeps_its_place() -> None:
    merged = merge_newest(FULL, more=True, gone={"c15"}, written=[line(15, "Yes")])

    assert merged == [line(15, "Yes") if old["id"] == "c15" else old for old in FULL]


def test_a_list_that_is_not_full_only_gets_shorter_where_one_goes() -> None:
    assert merge_newest(lines(3, 2, 1), more=False, gone={"c02"}, written=[]) == lines(3, 1)


def test_where_one_of_a_full_list_goes_only_the_rows_can_tell_which_moves_up() -> None:
    assert merge_newest(FULL, more=True, gone={"c15"}, written=[]) is None


def test_one_that_goes_is_not_made_good_by_an_older_one_that_comes() -> None:
    assert merge_newest(FULL, more=True, gone={"c15", "c05"}, written=lines(5)) is None


def test_one_that_goes_is_made_good_by_a_newer_one_that_comes() -> None:
    merged = merge_newest(FULL, more=True, gone={"c15", "c21"}, written=lines(21))

    assert merged == lines(21, 20, 19, 18, 17, 16, 14, 13, 12, 11)
