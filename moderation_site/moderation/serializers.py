"""The shapes of the review queue on the wire."""

from typing import Any

from rest_framework import serializers

from chassis.fields import StrictCharField
from moderation_site.moderation.models import Review
from moderation_site.moderation.services import OUTCOME

MAX_REASON = 500


class ReviewSerializer(serializers.ModelSerializer[Review]):
    """A comment in moderation: its text, and what was decided of it by whom."""

    postId = serializers.CharField(source="post_id")
    createdAt = serializers.DateTimeField(source="created_at")
    decidedBy = serializers.CharField(
        source="decided_by", help_text="The reviewer; empty where the rules decided or nobody yet."
    )
    decidedAt = serializers.DateTimeField(source="decided_at", allow_null=True)

    class Meta:
        model = Review
        fields = [
            *("id", "postId", "content", "createdAt"),
            *("status", "reason", "decidedBy", "decidedAt"),
        ]
        read_only_fields = fields


class DecisionSerializer(serializers.Serializer[Any]):
    """What a reviewer decides; the reason goes with the event and may be read by others."""

    decision = serializers.ChoiceField(choices=list(OUTCOME))
    reason = StrictCharField(required=False, allow_blank=True, max_length=MAX_REASON, default="")
