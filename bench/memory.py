"""Memory of a process and of all that it has started, in bytes."""

import re
from collections.abc import Iterator
from pathlib import Path

import psutil


def now(pid: int) -> int:
    """What it takes at the moment: its own, and its share of what it shares with others (PSS)."""
    return sum(one.memory_full_info().pss for one in _family(pid))


def peak(pid: int) -> int:
    """The most that it has ever had in memory at once (RSS)."""
    return sum(_peak(one.pid) for one in _family(pid))


def _peak(pid: int) -> int:
    told = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(told[1]) * 1024 if told else 0


def _family(pid: int) -> Iterator[psutil.Process]:
    process = psutil.Process(pid)
    yield process
    yield from process.children(recursive=True)
