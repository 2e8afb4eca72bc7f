"""What a piece of work fails with."""

from collections.abc import Callable


def failure_of(work: Callable[[], object]) -> Exception:
    try:
        work()
    except Exception as error:
        return error
    raise AssertionError("nothing failed")
