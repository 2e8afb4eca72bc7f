"""The same shapes as query's answers."""

from rest_framework import serializers

from bench.usual.models import Comment, Post


class CommentSerializer(serializers.ModelSerializer[Comment]):
    """A comment."""

    createdAt = serializers.DateTimeField(source="created_at")

    class Meta:
        model = Comment
        fields = ["id", "content", "status", "createdAt"]


class PostSerializer(serializers.ModelSerializer[Post]):
    """A post with its comments, which are counted where they were fetched."""

    createdAt = serializers.DateTimeField(source="created_at")
    commentCount = serializers.IntegerField(source="comments.count")
    comments = CommentSerializer(many=True)

    class Meta:
        model = Post
        fields = ["id", "title", "createdAt", "commentCount", "comments"]
