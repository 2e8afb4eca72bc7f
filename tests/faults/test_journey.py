"""One comment through five services and five databases, and what of it anybody may read."""

from typing import Any

from tests.faults.blog import GOOD, HELD, REJECTED, Blog
from tests.faults.engine import EngineSystem
from tests.faults.log import is_drained
from tests.system.harness import System, wait_until


def events_about(system: System, subject: str) -> list[dict[str, Any]]:
    answer = system.get("bus", "/events", params={"subject": subject})
    events: list[dict[str, Any]] = answer.json()
    return events


def are_at_the_end(system: EngineSystem) -> bool:
    shown = system.get("bus", "/subscriptions").json()
    assert {one["name"] for one in shown} == {"comments", "query", "moderation"}
    assert {one["mode"] for one in shown} == {"pull" if system.nats else "window"}
    stream = {"name": "EVENTS", "trouble": None} if system.nats else None
    assert system.get("bus", "/status").json()["stream"] == stream
    return all(one["lag"] == 0 for one in shown)


def test_a_comment_is_approved_rejected_or_held_and_a_person_decides(system: EngineSystem) -> None:
    blog = Blog(system)
    post = blog.post("Hello")
    good = blog.comment_when_known(post, GOOD)
    blog.comment(post, REJECTED)
    held = blog.comment(post, HELD)
    blog.wait_settled()
    wait_until(lambda: is_drained(system), "the log and moderation have all of it")

    assert [event["type"] for event in events_about(system, good)] == [
        "CommentCreated",
        "CommentModerated",
        "CommentUpdated",
    ]
    trace = system.get("bus", f"/trace/{good}").json()
    assert len(trace) >= 3
    assert "data" not in str(trace)

    queue = system.get("moderation", "/reviews").json()
    assert [review["id"] for review in queue if review["postId"] == post] == [held]
    decision = system.post("moderation", f"/reviews/{held}", {"decision": "approve"})
    assert decision.status_code == 200, decision.text
    again = system.post("moderation", f"/reviews/{held}", {"decision": "reject"})
    assert again.status_code == 409
    wait_until(
        lambda: blog.shown()[post][1][held] == ("approved", HELD), "what was held is approved"
    )
    wait_until(lambda: are_at_the_end(system), "the bus shows how far each consumer is")


def test_what_is_posted_to_the_bus_reaches_who_consumes_it(system: EngineSystem) -> None:
    body = {"type": "PostCreated", "data": {"id": "p1", "title": "By hand"}}
    answer = system.post("bus", "/events", body)
    assert answer.status_code == 201, answer.text
    [told] = answer.json()["events"]
    assert system.get("bus", f"/positions/{told['position']}").json()["id"] == told["id"]
    wait_until(lambda: system.get("query", "/posts/p1").ok, "query has the post")


def test_the_text_of_a_pending_or_rejected_comment_is_in_no_public_answer(
    engine: str,
) -> None:
    with EngineSystem(engine) as system:
        system.start()
        blog = Blog(system)
        post = blog.post("Hello")
        blog.comment_when_known(post, REJECTED)
        blog.comment(post, HELD)
        blog.wait_settled()
        public = [
            ("posts", "/posts"),
            ("posts", f"/posts/{post}"),
            ("comments", f"/posts/{post}/comments"),
            ("query", "/posts"),
            ("query", f"/posts/{post}"),
            ("query", f"/posts/{post}/comments"),
            ("bus", f"/trace/{post}"),
            *((name, "/status") for name in ("posts", "comments", "query", "moderation", "bus")),
            *((name, "/readyz") for name in ("posts", "comments", "query", "moderation", "bus")),
            *(("bus", f"/trace/{comment}") for comment in blog.comments),
        ]
        for service, path in public:
            answer = system.get(service, path)
            assert answer.status_code == 200, (service, path, answer.text)
            assert REJECTED not in answer.text, (service, path)
            assert HELD not in answer.text, (service, path)
        logs = "\n".join(system.logs().values())
        assert REJECTED not in logs
        assert HELD not in logs
