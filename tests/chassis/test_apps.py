"""What the chassis does as Django starts."""

import gc


def test_the_garbage_collector_passes_over_what_was_loaded_at_the_start() -> None:
    assert gc.get_freeze_count() > 10_000
