"""A reader's browser, as far as the admin needs one: pages, a login, an action on chosen rows."""

import html
import re
from urllib.parse import urljoin, urlsplit

import requests

PATIENCE = 30

_OPTION = re.compile(r'<option value="([^"]+)"[^>]*>([^<]+)</option>')
_ROW = re.compile(r'name="_selected_action" value="([^"]+)"')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Browser:
    """Shows one page at a time; it logs in wherever it is asked to."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False
        self._login: tuple[str, str] | None = None
        self.address = ""
        self.page = ""

    def remember(self, username: str, password: str) -> None:
        """What to log in with from now on."""
        self._login = (username, password)

    def visit(self, address: str) -> None:
        """Open a page; raises AssertionError where it is none."""
        self._show(self._session.get(address, timeout=PATIENCE))
        if urlsplit(self.address).path == "/admin/login/":
            assert self._login, f"{address} asks for a login, and there is none yet"
            username, password = self._login
            self._send(username=username, password=password)
            assert urlsplit(self.address).path != "/admin/login/", "the login does not work"

    def choose(self, action: str, *, first_only: bool) -> None:
        """Tick all rows of the list, or the first, choose the action by its label, and go."""
        names = {html.unescape(label).strip(): name for name, label in _OPTION.findall(self.page)}
        assert action in names, f"{self.address} offers {sorted(names)}"
        rows = _ROW.findall(self.page)
        assert rows, f"{self.address} has no rows"
        self._send(action=names[action], _selected_action=rows[:1] if first_only else rows)

    @property
    def text(self) -> str:
        """The page without its tags."""
        return html.unescape(re.sub(r"<[^>]+>", " ", self.page))

    def _send(self, **fields: str | list[str]) -> None:
        token = _TOKEN.search(self.page)
        assert token, f"{self.address} has no form"
        self._show(
            self._session.post(
                self.address,
                data={"csrfmiddlewaretoken": token[1], **fields},
                headers={"Referer": urljoin(self.address, "/")},
                timeout=PATIENCE,
            )
        )

    def _show(self, answer: requests.Response) -> None:
        assert answer.status_code == 200, (
            f"{answer.url}: {answer.status_code}\n{answer.text[:2000]}"
        )
        self.address, self.page = answer.url, answer.text
