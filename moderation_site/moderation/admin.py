"""The moderation desk: the rules, and the queue of comments that wait for a person."""

from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from moderation_site.moderation.desk import QueueFilter, ReasonForm
from moderation_site.moderation.errors import ModerationError
from moderation_site.moderation.models import Review, Rule
from moderation_site.moderation.selectors import review_of
from moderation_site.moderation.services import Decision, decide_review

if TYPE_CHECKING:
    _RuleAdmin = admin.ModelAdmin[Rule]
    _ReviewAdmin = admin.ModelAdmin[Review]
else:
    _RuleAdmin = _ReviewAdmin = admin.ModelAdmin

AT_ONCE: Final = 200
"""How many comments one decision covers at most: what nobody has seen, nobody decides."""


@admin.register(Rule)
class RuleAdmin(_RuleAdmin):
    """Words and phrases; a change counts from the next comment on."""

    list_display = ["phrase", "action", "active"]
    list_filter = ["action", "active"]
    search_fields = ["phrase"]


@admin.register(Review)
class ReviewAdmin(_ReviewAdmin):
    """Comments in moderation. They are decided, once, and otherwise only looked at."""

    list_display = ["excerpt", "status", "reason", "created_at", "decided_by"]
    list_filter = [QueueFilter, "created_at"]
    search_fields = ["id", "post_id", "content"]
    ordering = ["-created_at", "-id"]
    actions = ["approve", "reject"]
    fields = [
        *("content", "created_at", "status", "reason", "decided_by", "decided_at"),
        *("id", "post_id", "correlation_id", "event_id"),
    ]
    show_facets = admin.ShowFacets.NEVER

    @admin.display(description="comment")
    def excerpt(self, review: Review) -> str:
        """The beginning of the text."""
        return review.content if len(review.content) <= 80 else f"{review.content[:80]}…"

    @admin.action(description="Approve the selected comments", permissions=["decide"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Review]) -> HttpResponse | None:
        """Ask for a reason, then approve."""
        return self._decide(request, queryset, "approve")

    @admin.action(description="Reject the selected comments", permissions=["decide"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Review]) -> HttpResponse | None:
        """Ask for a reason, then reject."""
        return self._decide(request, queryset, "reject")

    def _decide(
        self, request: HttpRequest, queryset: QuerySet[Review], decision: Decision
    ) -> HttpResponse | None:
        confirmed = "confirmed" in request.POST
        form = ReasonForm(request.POST if confirmed else None)
        reviews = list(queryset.filter(status=Review.Status.HELD)[:AT_ONCE])
        if confirmed and form.is_valid():
            ids = request.POST.getlist(ACTION_CHECKBOX_NAME)
            self._decided(request, ids, decision, form.cleaned_data["reason"])
            return None
        if not reviews:
            self.message_user(request, "None of these is held any more.", messages.WARNING)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": f"{decision.capitalize()} comments",
            "opts": self.opts,
            "decision": decision,
            "reviews": reviews,
            "form": form,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/moderation/review/decide.html", context)

    def _decided(
        self, request: HttpRequest, ids: list[str], decision: Decision, reason: str
    ) -> None:
        """Decide one after the other; who was slower than another reviewer is told so."""
        done = 0
        by = request.user.get_username()
        for id in ids:
            try:
                review = decide_review(comment_id=id, decision=decision, reason=reason, by=by)
            except ModerationError as error:
                self.message_user(request, f"Comment {id}: {error}", messages.WARNING)
            else:
                self.log_change(request, review, f"{decision}: {reason}")
                done += 1
        if done:
            text = f"{done} comment{'s' if done > 1 else ''}: {decision} is decided and told."
            self.message_user(request, text, messages.SUCCESS)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One comment, with the two buttons where it is held."""
        review = review_of(unquote(object_id))
        held = review is not None and review.status == Review.Status.HELD
        more = {"decidable": held and self.has_decide_permission(request)}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Who may change reviews may decide them."""
        return request.user.has_perm("moderation.change_review")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: comments come as events."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        """Never: a form would write back what another reviewer has decided meanwhile."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        """Never: copies go with what they are copies of."""
        return False
