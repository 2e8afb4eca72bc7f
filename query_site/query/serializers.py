"""The shapes of query's answers, for OpenAPI: the answers themselves stand ready."""

from typing import Any

from rest_framework import serializers

from query_site.query.facts import STATUSES


class CommentSerializer(serializers.Serializer[Any]):
    """A comment as the public may see it."""

    id = serializers.CharField()
    content = serializers.CharField(allow_null=True, help_text="Null unless approved.")
    status = serializers.ChoiceField(choices=STATUSES)
    createdAt = serializers.DateTimeField()


class PostSerializer(serializers.Serializer[Any]):
    """A post with what a page shows of it."""

    id = serializers.CharField()
    title = serializers.CharField()
    createdAt = serializers.DateTimeField()
    commentCount = serializers.IntegerField(
        min_value=0, help_text="All comments, whatever their status."
    )
    comments = CommentSerializer(many=True, help_text="The newest ten, newest first.")
