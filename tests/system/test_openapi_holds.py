"""Every service answers as its OpenAPI says, whatever is sent: by schemathesis, DEBUG off.

Each operation is tried with values at the edges, with made-up right and wrong ones, and in
sequences where one answer's ids go into the next request. The cases are the same in every run.
"""

from collections.abc import Iterator

import pytest

from tests.faults.blog import GOOD, HELD, REJECTED, Blog
from tests.system.closed import ClosedSystem
from tests.system.described import Step, try_out
from tests.system.harness import SERVICES

TESTER = "tester"
EXAMPLES = 50
"""Made-up cases for each operation, besides those at the edges."""

REQUESTS = {"bus": 1200, "posts": 250, "comments": 150, "query": 250, "moderation": 200}
"""So many at least, or else something is no longer described."""

POST, COMMENTS = "/posts/{post_id}", "/posts/{post_id}/comments"
REVIEW = "/reviews/{comment_id}"
STEPS: dict[str, list[Step]] = {
    "posts": [("POST /posts", f"GET {POST}"), ("GET /posts", f"GET {POST}")],
    "comments": [(f"POST {COMMENTS}", f"GET {COMMENTS}")],
    "query": [
        ("GET /posts", f"GET {POST}"),
        ("GET /posts", f"GET {COMMENTS}"),
        (f"GET {POST}", f"GET {COMMENTS}"),
    ],
    "moderation": [(f"POST {REVIEW}", f"GET {REVIEW}")],
    "bus": [],
}
"""Ways that a client really goes; each must have been gone to a success. Of the bus's fifty it
depends on what is in the log which of them are."""

# What a schema cannot say is right (a cursor that the service made itself) may well be refused.
UNFIT = {service: ["positive_data_acceptance"] for service in SERVICES}
# A reviewer may come with a cookie or with a password; taking away one of them proves nothing.
UNFIT["moderation"] += ["ignored_auth"]


@pytest.fixture(scope="module")
def closed() -> Iterator[ClosedSystem]:
    with ClosedSystem() as system:
        system.start()
        yield system


@pytest.fixture(scope="module")
def blog(closed: ClosedSystem) -> Blog:
    """A post with comments, of which some are held for a person."""
    blog = Blog(closed)
    post = blog.post("Hello")
    for content in (GOOD, REJECTED, *[HELD] * 20):
        blog.comment_when_known(post, content)
    blog.wait_settled()
    return blog


@pytest.mark.parametrize("service", SERVICES)
def test_no_answer_is_an_error_of_ours_or_one_that_the_schema_does_not_allow(
    closed: ClosedSystem, blog: Blog, service: str
) -> None:
    headers = {
        "bus": lambda: a_client_of_the_bus(closed),
        "moderation": closed.as_reviewer,
    }.get(service, dict)()
    trial = try_out(
        closed.url(service, "/schema"),
        *("--phases", "examples,coverage,fuzzing,stateful", "--generation-deterministic"),
        *("--max-examples", str(EXAMPLES), "--continue-on-failure", "--no-shrink"),
        *("--checks", "all", "--exclude-checks", ",".join(UNFIT[service])),
        *("--generation-with-security-parameters", "false"),
        *("--request-timeout", "30", "--warnings", "off"),
        *("--exclude-path", "/stream"),  # which has no end to read to
        *(word for one in headers.items() for word in ("--header", ": ".join(one))),
        folder=closed.data,
        environment=closed[service].environment,
        known={
            "path.post_id": list(blog.posts),
            "path.comment_id": list(blog.comments),
            "path.name": [TESTER],
            "body.sink": [closed.url("query", "/nowhere")],
        },
    )
    assert trial.passed, trial.said
    assert trial.requests >= REQUESTS[service], trial.said
    assert trial.followed, trial.said
    assert [step for step in STEPS[service] if not trial.followed[step]] == [], trial.followed


def test_there_are_thousands_of_requests() -> None:
    assert sum(REQUESTS.values()) >= 2000


def a_client_of_the_bus(closed: ClosedSystem) -> dict[str, str]:
    """The headers of one that may read all, and has a subscription of its own."""
    made = closed.manage("bus", "bus_client", "add", TESTER, "*")
    settings = dict(line.split("=", 1) for line in made.split())
    headers = {"Authorization": f"Bearer {settings['EVENTBOX_BUS_TOKEN']}"}
    sink = {"sink": closed.url("query", "/nowhere")}
    answer = closed.request("PUT", "bus", f"/subscriptions/{TESTER}", json=sink, headers=headers)
    assert answer.status_code == 201, answer.text
    return headers
