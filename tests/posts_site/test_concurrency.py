"""Several who delete the same post at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from eventbox.testing import published
from posts_site.posts.services import create_post, delete_posts

THREADS = 4


@pytest.mark.django_db(transaction=True)
def test_a_post_that_several_delete_at_once_is_told_of_once() -> None:
    post = create_post(title="Wanted gone")
    start = Barrier(THREADS, timeout=30)

    def delete() -> int:
        try:
            start.wait()
            return delete_posts(ids=[post.id])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as threads:
        deleted = [future.result(30) for future in [threads.submit(delete) for _ in range(THREADS)]]
    assert sorted(deleted) == [0, 0, 0, 1]
    assert [event.type for event in published()] == ["PostCreated", "PostDeleted"]
