"""`python -m bench.producing COUNT`, as posts: posts with their events, in one transaction."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "posts_site.settings"
django.setup(set_prefix=False)

from django.db import transaction  # noqa: E402  (needs the settings)

from bench.peers.saying import say_now  # noqa: E402
from eventbox import publish_many  # noqa: E402
from posts_site.posts.events import post_created  # noqa: E402
from posts_site.posts.models import Post  # noqa: E402

if __name__ == "__main__":
    posts = [Post(title=f"Bread, loaf {number}") for number in range(int(sys.argv[1]))]
    with transaction.atomic():
        transaction.on_commit(say_now)  # first of all that is done then
        Post.objects.bulk_create(posts)
        publish_many([post_created(post) for post in posts])
