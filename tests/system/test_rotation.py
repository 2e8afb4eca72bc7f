"""The steps of docs/security.md, as they stand there: rotate and revoke, while the blog goes on."""

import shlex
import subprocess
import sys

import requests

from tests.faults.blog import Blog
from tests.system.closed import ClosedSystem
from tests.system.harness import ROOT, wait_until

TEXT = ROOT / "docs" / "security.md"


def commands(heading: str) -> list[str]:
    """The shell commands below that heading of the text."""
    section = TEXT.read_text().partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    blocks = section.split("```sh\n")[1:]
    return [block.partition("```")[0].strip() for block in blocks]


def run(house: ClosedSystem, command: str) -> dict[str, str]:
    """Run it with the bus's environment; the settings that it prints."""
    python, *arguments = shlex.split(command)
    assert python == "python"
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=house["bus"].environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(line.split("=", 1) for line in done.stdout.split())


def is_taken(house: ClosedSystem, token: str) -> bool:
    answer: requests.Response = house.as_client(token, "GET", "/subscriptions")
    assert answer.status_code in (200, 401), answer.text
    return answer.status_code == 200


def for_service(command: str, service: str) -> str:
    """The text's example is posts; another service in its place."""
    return command.replace(" posts", f" {service}")


def test_the_steps_of_the_text_rotate_and_revoke() -> None:
    rotate, retire = commands("Rotate")
    revoke, renew = commands("Revoke")
    with ClosedSystem() as house:
        house.start()
        blog = Blog(house)
        blog.comment_when_known(blog.post("Before"), "What a good read")
        blog.wait_settled()

        # posts publishes, comments consumes too: both go on with either token and secret.
        for service in ("posts", "comments"):
            old = house.token(service)
            fresh = run(house, for_service(rotate, service))
            assert is_taken(house, old)
            assert is_taken(house, fresh["EVENTBOX_BUS_TOKEN"])
            blog.comment_when_known(blog.post("With the old ones"), "What a good read")
            blog.wait_settled()
            house[service].environment |= fresh
            house.restart(service)
            run(house, for_service(retire, service))
            assert not is_taken(house, old)
            blog.comment_when_known(blog.post("With the new ones"), "What a good read")
            blog.wait_settled()

        run(house, revoke)
        stolen = house["posts"].environment["EVENTBOX_BUS_TOKEN"]
        assert not is_taken(house, stolen)
        post = blog.post("Written meanwhile")
        house["posts"].environment |= run(house, renew)
        house.restart("posts")
        wait_until(
            lambda: house.get("query", f"/posts/{post}").status_code == 200,
            "what was written meanwhile arrives",
        )
        assert not is_taken(house, stolen)
