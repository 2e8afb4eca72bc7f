"""Standard Webhooks 1.0 (HMAC-SHA256): signing what is pushed, checking what comes in."""

import base64
import binascii
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from eventbox.errors import InvalidSignature, NotConfigured

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
MIN_SECRET_BYTES = 24


def check_secret(secret: str) -> str:
    """`secret` itself; raises NotConfigured unless it is "whsec_" and base64 of 24+ bytes."""
    encoded = secret.removeprefix("whsec_")
    try:
        size = len(base64.b64decode(encoded, validate=True))
    except (binascii.Error, ValueError):
        size = 0
    if not secret.startswith("whsec_") or size < MIN_SECRET_BYTES:
        raise NotConfigured(
            "a webhook secret is 'whsec_' and the base64 of at least 24 random bytes, such as "
            "whsec_$(openssl rand -base64 32)"
        )
    return secret


def sign(
    secrets: str | Sequence[str], message_id: str, timestamp: int, body: bytes
) -> dict[str, str]:
    """The three headers that go with `body`; `timestamp` in Unix seconds.

    With several secrets there is a signature of each, so that whoever knows one of them takes it.
    """
    moment, text = datetime.fromtimestamp(timestamp, UTC), body.decode("utf-8")
    signatures = [
        Webhook(secret).sign(message_id, moment, text)
        for secret in ([secrets] if isinstance(secrets, str) else secrets)
    ]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def verify(secrets: Iterable[str], headers: Mapping[str, str], body: bytes) -> None:
    """Return where one of `secrets` signed `body` within five minutes; else InvalidSignature.

    `headers` has lower-case names. Comparison is in constant time. Several secrets may be valid at
    once while one is being replaced.
    """
    given = {name: headers.get(name, "") for name in HEADERS}
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise InvalidSignature(f"header {missing[0]} is missing")
    if not math.isfinite(_number(given["webhook-timestamp"])):
        raise InvalidSignature("webhook-timestamp is not a number of seconds")
    reason = "no secret is configured"
    for secret in secrets:
        try:
            Webhook(secret).verify(body, given, json_parse=False)
        except WebhookVerificationError as error:
            reason = str(error)
        except (ValueError, OverflowError):  # binascii.Error is one: malformed signature header
            reason = "webhook-signature is malformed"
        else:
            return
    raise InvalidSignature(reason)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
