"""Django's page for an error with DEBUG on: the traceback with its source, and no values.

Django's own shows local variables, the request, settings and the environment: texts that nobody
may read, and passwords.
"""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter

from eventbox.redaction import headline, trace

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{headline}</title>
<body style="font-family: sans-serif; margin: 2rem">
<h1 style="font-size: 1.2rem">{headline}</h1>
<p>Messages and variables are left out, as they may quote what nobody may read. A debugger shows
them: put <code>breakpoint()</code> where the last lines point to.</p>
<pre>{trace}</pre>
</html>
"""


class DebugPage(ExceptionReporter):
    """What Django asks for the page, and for the text that tools get in its place."""

    def get_traceback_html(self) -> SafeString:
        """A whole page."""
        error = self._error()
        return format_html(PAGE, headline=headline(error), trace=trace(error))

    def get_traceback_text(self) -> SafeString:
        """The same without markup."""
        return SafeString(trace(self._error()))

    def _error(self) -> BaseException:
        return self.exc_value or RuntimeError()
