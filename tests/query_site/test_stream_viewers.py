"""The hub and its viewers: nothing is missed, nothing goes back in time, nothing piles up."""

import asyncio
import gc
import threading

import pytest

from eventbox.testing import apply
from query_site.query import changes
from query_site.query.changes import Position
from query_site.query.services import reset_projection
from query_site.query.streaming import bodies, frames, telling
from query_site.query.streaming import hub as hubs
from query_site.query.streaming.hub import Full, Hub, Reader
from query_site.query.streaming.telling import Batch
from query_site.query.streaming.viewer import MOST_WAITING, Viewer
from tests.query_site.listening import Copy, parse
from tests.query_site.story import page, post_created


class QuietHub(Hub):
    """Its reader reads when the test says so, not on a thread."""

    def join(self) -> Viewer:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Reader, "start", lambda reader: None)
            return super().join()

    def read(self) -> None:
        assert self._reader is not None
        self._reader.read_once()


@pytest.fixture
def hub() -> QuietHub:
    return QuietHub()


def batch(number: int, body: bytes = b"") -> Batch:
    return Batch(Position(number, "s"), body or b"%d;" % number)


@pytest.mark.django_db
@pytest.mark.parametrize("reads", ["before the opening", "after the opening", "both"])
def test_what_is_committed_while_a_viewer_joins_is_not_missed(hub: QuietHub, reads: str) -> None:
    apply(post_created("old"))
    copy, last_id = Copy(page()), str(changes.current())
    apply(post_created("missed", seconds=1))

    viewer = hub.join()
    apply(post_created("joined", seconds=2))
    if reads != "after the opening":
        hub.read()
    opening = telling.opening(last_id)
    apply(post_created("opened", seconds=3))
    if reads != "before the opening":
        hub.read()
    viewer.begin(opening)
    hub.read()

    copy.hear(parse(viewer.take()))
    assert copy.page == page()


@pytest.mark.django_db
def test_all_viewers_are_handed_the_same_bytes(hub: QuietHub) -> None:
    viewers = [hub.join() for _ in range(3)]
    apply(post_created("p"))
    hub.read()
    hub.read()
    bodies = [viewer.take() for viewer in viewers]
    assert bodies[0]
    assert {*bodies} == {bodies[0]}


@pytest.mark.django_db
def test_an_emptied_projection_is_a_reset_for_who_is_there(hub: QuietHub) -> None:
    apply(post_created("p"))
    viewer = hub.join()
    reset_projection()
    hub.read()
    (told,) = parse(viewer.take())
    assert (told.event, told.id) == ("reset", str(changes.current()))
    apply(post_created("q"))
    hub.read()
    assert [one.event for one in parse(viewer.take())] == ["post"]


def test_what_the_opening_told_already_is_not_told_again() -> None:
    viewer = Viewer()
    viewer.offer(batch(3))
    viewer.offer(batch(4))
    viewer.begin(batch(3, b"opening;"))
    assert viewer.take() == b"opening;4;"
    viewer.offer(batch(4))
    assert viewer.take() == b""


def test_a_viewer_that_falls_behind_is_told_to_read_all_anew_and_goes_on_from_there() -> None:
    viewer = Viewer()
    for number in range(1, MOST_WAITING + 2):
        viewer.offer(batch(number))
    viewer.offer(batch(MOST_WAITING + 2))
    reset = frames.reset_frame(f"{MOST_WAITING + 1}-s")
    assert viewer.take() == reset + b"%d;" % (MOST_WAITING + 2)


@pytest.mark.django_db
def test_a_viewer_whose_answer_was_given_up_is_forgotten(hub: QuietHub) -> None:
    viewer = hub.join()
    body = bodies.threaded(hub, viewer)
    del viewer, body
    gc.collect()
    assert len(hub) == 0


@pytest.mark.django_db
def test_there_is_a_most_of_viewers(hub: QuietHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "MOST_VIEWERS", 2)
    viewers = [hub.join(), hub.join()]
    with pytest.raises(Full):
        hub.join()
    hub.leave(viewers.pop())
    hub.join()


@pytest.mark.django_db
def test_the_reader_ends_with_the_last_viewer_and_another_comes_with_the_next(
    hub: QuietHub,
) -> None:
    viewer = hub.join()
    reader = hub._reader
    assert reader is not None
    assert not hub.dismiss(reader)
    hub.leave(viewer)
    assert hub.dismiss(reader)
    hub.join()
    assert hub._reader is not reader


def test_silence_is_filled_with_heartbeats_on_a_thread_and_on_a_loop(hub: QuietHub) -> None:
    plain = bodies.threaded(hub, Viewer(), beat=0.01)
    assert [next(plain), next(plain)] == [b": heartbeat\n\n"] * 2

    async def first() -> bytes:
        return await anext(bodies.asynchronous(hub, Viewer(), beat=0.01))

    assert asyncio.run(first()) == b": heartbeat\n\n"


def test_a_body_ends_when_its_viewer_does(hub: QuietHub) -> None:
    viewer = Viewer()
    viewer.offer(batch(1))
    body = bodies.threaded(hub, viewer)
    assert next(body) == b"1;"
    threading.Timer(0.05, viewer.end).start()
    assert list(body) == []

    async def to_the_end() -> list[bytes]:
        viewer = Viewer()
        viewer.offer(batch(1))
        asyncio.get_running_loop().call_later(0.05, viewer.end)
        return [part async for part in bodies.asynchronous(hub, viewer)]

    assert asyncio.run(to_the_end()) == [b"1;"]
