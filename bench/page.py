"""The page that reads are measured by: 20 posts with 10 comments each, at the top of the list."""

import json
from typing import Any

from bench.client import Client, UnexpectedAnswer
from bench.stage import Stage
from tools.trial.waiting import wait_until

POSTS, COMMENTS = 20, 10


def write_page(stage: Stage) -> list[dict[str, Any]]:
    """Write it as clients do, wait for every verdict, and return it as query shows it."""
    posts = [stage.blog.create_post(f"Bread, page {number + 1}") for number in range(POSTS)]
    for post in posts:
        for _ in range(COMMENTS):
            stage.blog.comment(post)
    wait_until(
        lambda: stage.blog.settled(posts) == POSTS * COMMENTS, "the page's comments have settled"
    )
    with Client(stage.postbus.ports["query"]) as client:
        shown: list[dict[str, Any]] = json.loads(client.read("/posts")[0])
    if [len(post["comments"]) for post in shown] != [COMMENTS] * POSTS:
        raise UnexpectedAnswer("the page does not show what was written")
    return shown
