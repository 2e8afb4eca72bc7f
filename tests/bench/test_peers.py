"""What is said where the programs are missing that a row compares with."""

from pathlib import Path

import pytest

from bench import rabbitmq
from bench.__main__ import main
from bench.peers import pair


def test_a_missing_rabbitmq_ends_the_run_at_once_with_the_way_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pair, "PYTHON", Path(__file__))
    monkeypatch.setattr(rabbitmq, "SERVER", tmp_path / "rabbitmq-server")

    with pytest.raises(SystemExit, match="make rabbitmq"):
        main(["--rows", "9"])


def test_missing_libraries_end_the_run_at_once_with_the_way_to_get_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pair, "PYTHON", tmp_path / "python")

    with pytest.raises(SystemExit, match="make peers"):
        main(["--rows", "9"])
