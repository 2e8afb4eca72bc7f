"""Judging comments by the rules and forgetting those that are gone, a run of events at a time.

A comment that is here is not judged again: an event that comes twice gives no second decision, and
takes no person's away.
"""

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils import timezone

from eventbox import Event, Message, publish_many
from eventbox.inserting import insert
from moderation_site.moderation.events import comment_moderated
from moderation_site.moderation.facts import id_in, new_comment
from moderation_site.moderation.models import Review
from moderation_site.moderation.selectors import active_rules, posts_of_known
from moderation_site.moderation.verdict import WordRule, decide


def judge(events: Sequence[Event]) -> None:
    """Apply CommentCreated, CommentDeleted and PostDeleted, in their order.

    Runs within the transaction of whoever applies the events. The statements are the same few for
    one event and for hundreds. Raises InvalidEvent for one that cannot be read.
    """
    created = [id_in(event, "id") for event in events if event.type == "CommentCreated"]
    run = Run(active_rules(), posts_of_known(created))
    for event in events:
        match event.type:
            case "CommentCreated":
                run.comment_created(event)
            case "CommentDeleted":
                run.comment_deleted(event)
            case "PostDeleted":
                run.post_deleted(event)
    run.store()


class Run:
    """What a run of events comes to, gathered first and written at once.

    `here` gives the post of each comment that is known already.
    """

    def __init__(self, rules: Sequence[WordRule], here: dict[str, str]) -> None:
        self._rules = rules
        self._here = here
        self._new: dict[str, Review] = {}
        self._gone: set[str] = set()
        self._closed: set[str] = set()
        self._decisions: dict[str, Message] = {}

    def comment_created(self, event: Event) -> None:
        """Judge the comment; what the rules decide is told, what they hold waits for a person."""
        comment = new_comment(event)
        if comment.id in self._here:
            return
        verdict = decide(comment.content, self._rules)
        held = verdict.status == "held"
        review = Review(
            id=comment.id,
            post_id=comment.post_id,
            content=comment.content,
            created_at=comment.created_at or timezone.now(),
            status=verdict.status,
            reason=verdict.reason,
            decided_at=None if held else timezone.now(),
            event_id=event.id,
            correlation_id=event.correlation_id or event.id,
        )
        self._here[review.id] = review.post_id
        self._new[review.id] = review
        if not held:
            self._decisions.setdefault(event.id, comment_moderated(review, cause=event))

    def comment_deleted(self, event: Event) -> None:
        """Forget the comment."""
        comment_id = id_in(event, "id")
        self._gone.add(comment_id)
        self._forget([comment_id])

    def post_deleted(self, event: Event) -> None:
        """Forget the post's comments."""
        post_id = id_in(event, "id")
        self._closed.add(post_id)
        self._forget([id for id, post in self._here.items() if post == post_id])

    def store(self) -> None:
        """Write the copies and the outbox; what was forgotten goes first, as it may come anew."""
        if self._gone or self._closed:
            Review.objects.filter(Q(id__in=self._gone) | Q(post_id__in=self._closed)).delete()
        insert(self._new.values())
        publish_many(list(self._decisions.values()))

    def _forget(self, comment_ids: Iterable[str]) -> None:
        for comment_id in comment_ids:
            self._here.pop(comment_id, None)
            self._new.pop(comment_id, None)
