"""`python -m bench.usual.fill FILE`: makes the tables, and stores the page that the file holds."""

import json
import os
import sys
from pathlib import Path

import django
from django.core.management import call_command


def main(file: Path) -> None:
    """Fill the empty database."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.usual.settings"
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)

    from bench.usual.models import Comment, Post

    page = json.loads(file.read_text())
    Post.objects.bulk_create(
        Post(id=post["id"], title=post["title"], created_at=post["createdAt"]) for post in page
    )
    Comment.objects.bulk_create(
        Comment(
            id=comment["id"],
            post_id=post["id"],
            content=comment["content"],
            status=comment["status"],
            created_at=comment["createdAt"],
        )
        for post in page
        for comment in post["comments"]
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
