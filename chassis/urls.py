"""The addresses that every service has; a site includes them last."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from chassis.health import healthz, readyz
from chassis.index import IndexView
from chassis.logins import login

admin.site.site_header = admin.site.site_title = f"Postbus {settings.SERVICE.name}"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", IndexView.as_view()),
    path("healthz", healthz),
    path("readyz", readyz),
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    path("docs", SpectacularSwaggerView.as_view(url_name="schema")),
    path("admin/login/", login),  # before the admin's own
    path("admin/", admin.site.urls),
]
