"""The bus over HTTP. Nothing but the expected answer counts as success."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import requests

from eventbox.envelope import MAX_POSITION, Event
from eventbox.errors import BusError, EventRefused, InvalidEvent
from eventbox.posting import Posts
from eventbox.retry import parse_retry_after
from eventbox.strict_json import dump_json, parse_json
from eventbox.transports.base import LogState

TIMEOUT = (3.0, 30.0)  # to connect, to answer; seconds
_REFUSALS = (400, 403, 409, 413)


class HttpTransport:
    """The Postbus bus at `url`; `token` is this service's own.

    `mode` is that of the subscription: "pull" where this service is not to be pushed to.
    """

    searches = False

    def __init__(self, url: str, token: str | None = None, *, mode: str = "window") -> None:
        self._url = url
        self._mode = mode
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy, no .netrc: the bus is where the setting says
        self._session.headers["Content-Type"] = "application/json"
        self._session.headers["Accept"] = "application/json"
        self._posts = Posts(self._session)
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def append(self, envelopes: Sequence[str], *, after: int = 0) -> list[int]:
        if not envelopes:
            return []
        body = f"[{','.join(envelopes)}]"
        answer = self._call("POST", "/events", body=body, good=(200, 201), refusals=_REFUSALS)
        try:
            positions = [_position(item["position"], 1) for item in answer["events"]]
        except (KeyError, TypeError, ValueError):
            raise BusError("the answer of POST /events is not the bus's") from None
        if len(positions) != len(envelopes):
            raise BusError(f"sent {len(envelopes)} events, and {len(positions)} were answered")
        return positions

    def subscribe(self, name: str, *, sink: str, types: Collection[str], after: int) -> None:
        body = {"types": sorted(types), "mode": self._mode, "after": after}
        if sink:
            body["sink"] = sink
        path = f"/subscriptions/{quote(name, safe='')}"
        self._call("PUT", path, body=dump_json(body), good=(200, 201))

    def history(self, *, types: Collection[str], after: int, upto: int, limit: int) -> list[Event]:
        query = {"type": sorted(types), "after": after, "upto": upto, "limit": limit}
        return self._events(query)

    def state(self) -> LogState:
        answer = self._call("GET", "/status", good=(200,))
        try:
            log, head = answer["log"], answer["head"]
            position, event_id = _position(head["position"]), head["id"]
            if not isinstance(log, str) or not isinstance(event_id, str | None):
                raise ValueError("no log")
        except (KeyError, TypeError, ValueError):
            raise BusError("the answer of GET /status is not the bus's") from None
        return LogState(log, position, event_id)

    def event_id_at(self, position: int) -> str | None:
        if position == 0:
            return None
        path = f"/positions/{position}"
        answer = self._call("GET", path, good=(200,))
        id = answer.get("id") if isinstance(answer, dict) else None
        if not isinstance(id, str):
            raise BusError(f"the answer of GET {path} is not the bus's")
        return id

    def close(self) -> None:
        self._session.close()

    def _events(self, query: Mapping[str, Any]) -> list[Event]:
        answer = self._call("GET", "/events", query=query, good=(200,))
        if not isinstance(answer, list):
            raise BusError("the answer of GET /events is not the bus's")
        try:
            events = [Event.from_object(item) for item in answer]
        except InvalidEvent as error:
            raise BusError(f"the answer of GET /events is not the bus's: {error}") from None
        if any(event.position is None for event in events):
            raise BusError("GET /events gave an event without position")
        return events

    def _call(
        self,
        method: str,
        path: str,
        *,
        good: tuple[int, ...],
        refusals: tuple[int, ...] = (),
        body: str | None = None,
        query: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            response = self._ask(method, path, body.encode() if body is not None else None, query)
        except requests.RequestException as error:
            raise BusError(f"the bus at {self._url} did not answer: {_short(error)}") from error
        if response.status_code in good:
            try:
                return parse_json(response.content)
            except InvalidEvent as error:
                raise BusError(f"the bus answered {method} {path} with no JSON: {error}") from None
        reason = (
            f"the bus answered {method} {path} with {response.status_code}: {_detail(response)}"
        )
        if response.status_code in refusals:
            named = _event_at_fault(response)
            if named is not None or response.status_code == 413:
                raise EventRefused(reason, event_id=_text(named, "id"))
        wait = parse_retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
        raise BusError(reason, retry_after=wait)

    def _ask(
        self, method: str, path: str, body: bytes | None, query: Mapping[str, Any] | None
    ) -> requests.Response:
        url = self._url + path
        if body is not None and method == "POST":
            return self._posts.send(url, body, timeout=TIMEOUT)
        return self._session.request(
            method, url, params=query, data=body, timeout=TIMEOUT, allow_redirects=False
        )


def _position(value: object, least: int = 0) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= MAX_POSITION:
        raise ValueError("no position")
    return value


def _event_at_fault(response: requests.Response) -> dict[str, Any] | None:
    """What the bus says of the event that it refuses; None where it is not the bus that refuses.

    An answer with a `detail` alone is about the request: Django refuses a host that is not allowed
    so, the bus a caller whom it does not let in, and a service that is taken for the bus answers
    so. Anybody's 413 is a refusal all the same: what is smaller may pass.
    """
    try:
        value = parse_json(response.content)
    except InvalidEvent:
        return None
    event = value.get("event") if isinstance(value, dict) else None
    return event if isinstance(event, dict) else None


def _text(members: Mapping[str, Any] | None, name: str) -> str | None:
    value = members.get(name) if members else None
    return value if isinstance(value, str) else None


def _detail(response: requests.Response) -> str:
    try:
        value = parse_json(response.content)
    except InvalidEvent:
        return "(no JSON)"
    return str(value.get("detail", value) if isinstance(value, dict) else value)[:500]


def _short(error: Exception) -> str:
    """The innermost reason of what requests says, such as "[Errno 111] Connection refused"."""
    return str(error).rsplit(": ", 1)[-1].strip("'\") ")[:300]
