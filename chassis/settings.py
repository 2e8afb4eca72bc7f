"""The settings that all services share, each read from the environment.

A service's own settings.py names the service and says what is its own.
"""

from typing import Any

from corsheaders.defaults import default_headers

from chassis import environment
from chassis.databases import data_directory, databases
from chassis.logs import logging_settings
from chassis.service import Service
from chassis.transport import transport_url

LOOPBACK = "localhost,127.0.0.1,[::1]"
LOCAL_SECRET_KEY = "only-for-local-use-where-debug-is-on"  # noqa: S105
KIB = 1024

# What the bus, the services' pumps and whoever watches over them call.
FOR_SERVICES = ("events", "subscriptions", "positions", "status", "healthz", "readyz")


def base_settings(service: Service, *, apps: list[str]) -> dict[str, Any]:
    """Django's settings for the service; `apps` are installed besides those that all have."""
    debug = environment.flag("DEBUG", default=True)
    return {
        "SERVICE": service,
        "DEBUG": debug,
        "SECRET_KEY": environment.secret(
            "SECRET_KEY", debug=debug, local=LOCAL_SECRET_KEY, least=50
        ),
        "ALLOWED_HOSTS": environment.words("ALLOWED_HOSTS", LOOPBACK),
        "POSTBUS_DATA_DIR": data_directory(),
        "DATABASES": databases(service.name, debug=debug),
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "INSTALLED_APPS": [
            "chassis",  # first, so that its runserver is the one that counts
            *apps,
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "corsheaders",
            "rest_framework",
            "drf_spectacular",
            "drf_spectacular_sidecar",
        ],
        "MIDDLEWARE": [
            "chassis.middleware.prefix.honour_prefix",
            "chassis.middleware.correlation.correlate",
            "chassis.middleware.access_log.access_log",
            "chassis.middleware.json_errors.JsonErrors",
            "django.middleware.security.SecurityMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "corsheaders.middleware.CorsMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "chassis.middleware.request_limits.RequestLimits",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        "ROOT_URLCONF": f"{service.app.split('.')[0]}.urls",
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "LANGUAGE_CODE": "en",
        "STATIC_URL": "/static/",
        "WHITENOISE_USE_FINDERS": True,  # serves the packages' own files: nothing to collect
        # Cookies ignore ports: without names of their own the services would log each other out.
        "SESSION_COOKIE_NAME": f"{service.name}_session",
        "CSRF_COOKIE_NAME": f"{service.name}_csrf",
        # Above every limit of ours, which answer 413 with a reason where Django answers 400.
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 8 * KIB * KIB,
        **transport_settings(debug=debug),
        "NUM_PROXIES": environment.number("NUM_PROXIES", 0),
        "THROTTLE_WRITES": environment.rate("THROTTLE_WRITES", "off" if debug else "60/min"),
        "THROTTLE_LOGINS": environment.rate("THROTTLE_LOGINS", "20/hour"),
        "CORS_ALLOWED_ORIGINS": environment.words("CORS_ALLOWED_ORIGINS", local_frontend()),
        "CORS_ALLOW_HEADERS": [*default_headers, "if-none-match"],
        "CORS_EXPOSE_HEADERS": ["Link", "ETag", "X-Correlation-ID"],
        "LOGGING": logging_settings(service.name),
        "DEFAULT_EXCEPTION_REPORTER": "chassis.debug_page.DebugPage",
        "REST_FRAMEWORK": rest_settings(),
        "SPECTACULAR_SETTINGS": schema_settings(service),
    }


def transport_settings(*, debug: bool) -> dict[str, Any]:
    """HTTPS for people: redirect, cookies and HSTS. HTTPS=off is for a loopback without TLS.

    What services call among themselves is not redirected: they follow no redirects, and it is
    signed. Behind a gateway (NUM_PROXIES) its X-Forwarded-Proto says how a request came.
    """
    https = environment.flag("HTTPS", default=not debug)
    behind_gateway = environment.number("NUM_PROXIES", 0) > 0
    return {
        "SECURE_SSL_REDIRECT": https,
        "SECURE_REDIRECT_EXEMPT": [rf"^({'|'.join(FOR_SERVICES)})(/|$)"],
        "SECURE_PROXY_SSL_HEADER": (
            ("HTTP_X_FORWARDED_PROTO", "https") if behind_gateway else None
        ),
        "SECURE_HSTS_SECONDS": environment.number("HSTS_SECONDS", 30 * 86400) if https else 0,
        "SESSION_COOKIE_SECURE": https,
        "CSRF_COOKIE_SECURE": https,
        # Whether the rest of a domain has TLS as well is not for one of its services to say.
        "SILENCED_SYSTEM_CHECKS": ["security.W005", "security.W021"],
    }


def local_frontend() -> str:
    """The origins of the frontend on this machine."""
    port = environment.number("FRONTEND_PORT", 3000)
    return f"http://localhost:{port},http://127.0.0.1:{port}"


def rest_settings() -> dict[str, Any]:
    """How Django REST framework reads, limits and answers requests."""
    return {
        # No Basic: hashing a password for every public request would be a way to stop the service.
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
        "DEFAULT_PARSER_CLASSES": ["chassis.parsers.StrictJSONParser"],
        "DEFAULT_THROTTLE_CLASSES": ["chassis.throttles.WriteThrottle"],
        "DEFAULT_SCHEMA_CLASS": "chassis.openapi.DescribingSchema",
        "EXCEPTION_HANDLER": "chassis.errors.answer_error",
        "TEST_REQUEST_DEFAULT_FORMAT": "json",
    }


def schema_settings(service: Service) -> dict[str, Any]:
    """OpenAPI, with the viewer's files from this machine instead of a CDN."""
    return {
        "TITLE": f"Postbus {service.name}",
        "VERSION": "1",
        "SERVE_INCLUDE_SCHEMA": False,
        "SWAGGER_UI_DIST": "SIDECAR",
        "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
        "REDOC_DIST": "SIDECAR",
        "POSTPROCESSING_HOOKS": [
            "drf_spectacular.hooks.postprocess_schema_enums",
            "chassis.openapi.link_reads",
        ],
    }


def eventbox_settings(service: Service, **own: Any) -> dict[str, Any]:
    """EVENTBOX of a service that publishes under `/<name>`; `own` adds to it or replaces it."""
    debug = environment.flag("DEBUG", default=True)
    bus = Service("bus", 4005, "")
    return {
        "SOURCE": f"/{service.name}",
        "SUBSCRIPTION": environment.text("SUBSCRIPTION", service.name),
        "HANDLERS": f"{service.app}.handlers.HANDLERS",
        "SOURCES": f"{service.app}.handlers.SOURCES",
        "BUS_URL": environment.text("BUS_URL", bus.address).rstrip("/"),
        "TRANSPORT_URL": transport_url(service.name),
        "RELAYS": environment.number("RELAYS", 1),
        "SINK_URL": environment.text("SINK_URL", f"{service.address}/events"),
        "BUS_TOKEN": environment.secret("EVENTBOX_BUS_TOKEN", debug=debug),
        "WEBHOOK_SECRET": environment.secret("EVENTBOX_WEBHOOK_SECRET", debug=debug),
        "OUTBOX_KEEP": environment.duration("OUTBOX_KEEP", "7d"),
        **own,
    }
