from eventbox import Event
from tests.faults.releases.counter.models import Count


def count(event: Event) -> None:
    Count.objects.create(type=event.type, event_id=event.id)


OLD = {"PostCreated": count}
NEW = {"PostCreated": count, "CommentCreated": count}
