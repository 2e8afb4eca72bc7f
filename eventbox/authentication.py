"""Who may push: the bus signs every push by Standard Webhooks with this service's secret."""

from django.http import HttpRequest

from eventbox.conf import config
from eventbox.signing import HEADERS, verify


def check_push(request: HttpRequest, body: bytes) -> None:
    """Return where the push may be taken; raises InvalidSignature.

    An unsigned one is taken only where signatures are not required (DEBUG); a wrong one never.
    """
    headers = {name.lower(): value for name, value in request.headers.items()}
    signed = any(name in headers for name in HEADERS)
    if not signed and not config().require_signature:
        return
    if signed and not config().webhook_secrets and not config().require_signature:
        return
    verify(config().webhook_secrets, headers, body)
