"""Pages of the log that cost the same however long it is: nothing is counted that has no end."""

from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from bus_site.bus.models import Head, LoggedEvent

if TYPE_CHECKING:
    _Paginator = Paginator[LoggedEvent]
else:  # generic in the stubs alone
    _Paginator = Paginator

# Of a filtered list no more pages than these rows fill are offered.
MOST = 10_000


class LogPaginator(_Paginator):
    """Newest first. The whole log is paged by position, which is dense; a filtered list by rows."""

    object_list: QuerySet[LoggedEvent]

    @cached_property
    def count(self) -> int:
        """How many there are; of a filtered list at most MOST."""
        if self._is_whole:
            return Head.current().position
        return self.object_list.order_by()[:MOST].count()

    def page(self, number: Any) -> "Page[LoggedEvent]":
        """The page, which where it can be begins at a position instead of counting rows."""
        number = self.validate_number(number)
        if not self._is_whole:
            return super().page(number)
        upto = self.count - (number - 1) * self.per_page
        rows = self.object_list.filter(position__lte=upto, position__gt=upto - self.per_page)
        return Page(rows, number, self)

    @property
    def _is_whole(self) -> bool:
        return not self.object_list.query.where
