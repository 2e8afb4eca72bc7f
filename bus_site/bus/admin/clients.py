"""The clients in the admin: who may call, what each may read, how its credentials are changed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from bus_site.bus import registry
from bus_site.bus.models import ClientRecord
from bus_site.bus.registry import Credentials, NotChanged

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[ClientRecord]
    _ModelForm = forms.ModelForm[ClientRecord]
else:  # generic in the stubs alone
    _ModelAdmin = admin.ModelAdmin
    _ModelForm = forms.ModelForm


class TypesField(forms.CharField):
    """Types parted by blanks, kept as a list."""

    def prepare_value(self, value: Any) -> Any:
        """What is shown."""
        return " ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The list."""
        return sorted(set(str(value or "").split()))


class ClientForm(_ModelForm):
    """A name that is free, and the types."""

    reads = TypesField(
        required=False,
        label="may read",
        help_text="The types that it may subscribe to and read, parted by blanks; * for all.",
    )

    class Meta:
        model = ClientRecord
        fields = ("name", "reads")

    def clean_name(self) -> str:
        """The name; invalid where `registry.add` would not take it."""
        name = str(self.cleaned_data["name"])
        if fault := registry.fault_of(name):
            raise forms.ValidationError(fault)
        return name


@admin.register(ClientRecord)
class ClientAdmin(_ModelAdmin):
    """Credentials are made here and shown once; nobody types them in, and they are not listed."""

    form = ClientForm
    list_display = ("name", "tokens", "signing_secrets", "may_read", "changed_at")
    actions = ("rotate", "retire", "revoke")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The name of a client that is there stays."""
        return ("name",) if obj else ()

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Who may change clients may use the actions."""
        return request.user.has_perm("bus.change_clientrecord")

    def save_model(self, request: HttpRequest, obj: ClientRecord, form: Any, change: bool) -> None:
        """Through the registry, so that the delivery learns of it."""
        if change:
            registry.allow(obj.name, obj.reads)
        else:
            request.made = registry.add(obj.name, reads=obj.reads)  # type: ignore[attr-defined]

    def response_add(
        self, request: HttpRequest, obj: ClientRecord, post_url_continue: Any = None
    ) -> HttpResponse:
        """The page that shows what was made: a message would lie in a cookie until it is read."""
        return self._show(request, [request.made])  # type: ignore[attr-defined]

    def delete_model(self, request: HttpRequest, obj: ClientRecord) -> None:
        """Remove it so that the delivery learns of it."""
        registry.forget(obj.name)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ClientRecord]) -> None:
        """Remove each so that the delivery learns of it."""
        for record in queryset:
            registry.forget(record.name)

    @admin.display(description="tokens")
    def tokens(self, record: ClientRecord) -> str:
        """The beginnings of their hashes, which tell nothing."""
        return ", ".join(digest[:8] for digest in record.token_hashes) or "revoked"

    @admin.display(description="secrets")
    def signing_secrets(self, record: ClientRecord) -> int:
        """How many sign."""
        return len(record.secrets)

    @admin.display(description="may read")
    def may_read(self, record: ClientRecord) -> str:
        """The types."""
        return " ".join(record.reads) or "nothing"

    @admin.action(description="Rotate: add a new token and secret", permissions=["operate"])
    def rotate(self, request: HttpRequest, queryset: QuerySet[ClientRecord]) -> HttpResponse | None:
        """Show what was made; the older ones count until they are retired."""
        made: list[Credentials] = []
        self._each(request, queryset, lambda name: made.append(registry.rotate(name)), "rotated")
        return self._show(request, made) if made else None

    @admin.action(description="Retire the older token and secret", permissions=["operate"])
    def retire(self, request: HttpRequest, queryset: QuerySet[ClientRecord]) -> None:
        """End a change."""
        self._each(request, queryset, registry.retire, "left with its newest token and secret")

    @admin.action(description="Revoke: end its access at once", permissions=["operate"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ClientRecord]) -> None:
        """Take everything away, and pause its subscription."""
        self._each(request, queryset, registry.revoke, "revoked")

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[ClientRecord],
        act: Callable[[str], None],
        done: str,
    ) -> None:
        for record in queryset:
            try:
                act(record.name)
            except NotChanged as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                self.message_user(request, f"{record.name} is {done}.", messages.SUCCESS)

    def _show(self, request: HttpRequest, made: list[Credentials]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "made": made}
        context["title"] = "Credentials, shown once"
        return TemplateResponse(request, "admin/bus/clientrecord/credentials.html", context)
