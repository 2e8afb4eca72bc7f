"""Reading the posts."""

from django.db.models import QuerySet

from posts_site.posts.models import Post


def all_posts() -> QuerySet[Post]:
    """Every post; whoever lists them orders and pages them."""
    return Post.objects.all()


def post_of(id: str) -> Post | None:
    """The post of that id, None where there is none."""
    return Post.objects.filter(id=id).first()
