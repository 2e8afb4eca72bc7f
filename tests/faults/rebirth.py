"""A service whose process is there again as soon as it dies, without being loaded anew.

The program loads the service once, and forks. The child serves; when it is killed, the next child
begins where the first did: with the code loaded, and nothing else known, no thread begun and no
connection open. That is a start without the second that loading takes.
"""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType


def live_again(serve: Callable[[], None]) -> None:
    """Run `serve` in a child until it ends by itself, in a new one whenever it is killed.

    Returns in the child, after `serve`. The parent passes SIGTERM on, and ends as the child did.
    """
    child = 0

    def pass_on(number: int, frame: FrameType | None) -> None:
        os.kill(child, number)

    while True:
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])  # until there is who takes it
        child = os.fork()
        signal.signal(signal.SIGTERM, pass_on if child else signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
        if not child:
            return serve()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code != -signal.SIGKILL:
            sys.exit(code)
