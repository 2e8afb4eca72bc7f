"""A post on the wire."""

from rest_framework import serializers

from chassis.fields import StrictCharField
from posts_site.posts.models import MAX_TITLE, Post


class PostSerializer(serializers.ModelSerializer[Post]):
    """A post; only its title is the client's to choose."""

    title = StrictCharField(
        max_length=MAX_TITLE,
        help_text=f"1 to {MAX_TITLE} characters; white space around them is cut off.",
    )
    createdAt = serializers.DateTimeField(source="created_at", read_only=True)

    class Meta:
        model = Post
        fields = ["id", "title", "createdAt"]
