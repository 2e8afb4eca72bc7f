"""Comments on the wire: as their author sends them, as everybody reads them."""

from typing import Any, Final

from rest_framework import serializers

from chassis.fields import StrictCharField
from comments_site.comments.models import MAX_CONTENT, Comment

ONE_TEXT: Final = "`comment` and `content` are one field under two names: send one of them."


class NewCommentSerializer(serializers.Serializer[Any]):
    """A comment to be written. Its text goes by either of two names."""

    comment = StrictCharField(
        required=False,
        max_length=MAX_CONTENT,
        help_text=f"The text: 1 to {MAX_CONTENT} characters without the white space around them.",
    )
    content = StrictCharField(
        required=False, max_length=MAX_CONTENT, help_text="The same under another name."
    )

    def validate(self, attrs: dict[str, str]) -> dict[str, str]:
        """The one text, as `content`."""
        texts = set(attrs.values())
        if len(texts) > 1:
            raise serializers.ValidationError(ONE_TEXT)
        if not texts:
            raise serializers.ValidationError({"comment": ["This field is required."]})
        return {"content": texts.pop()}

    def get_initial(self) -> dict[str, str]:
        """What the browsable API's form begins with: one of the names will do."""
        return {"comment": ""}


class CommentSerializer(serializers.ModelSerializer[Comment]):
    """A comment as everybody may read it."""

    postId = serializers.CharField(source="post_id")
    content = serializers.CharField(
        source="public_content", allow_null=True, help_text="Null unless approved."
    )
    createdAt = serializers.DateTimeField(source="created_at")

    class Meta:
        model = Comment
        fields = ["id", "postId", "content", "status", "createdAt"]
        read_only_fields = fields


class WrittenCommentSerializer(CommentSerializer):
    """A comment as its author gets it back, with the text."""

    content = serializers.CharField()
