"""What is said where the programs are missing that a row compares with."""

from pathlib import Path

import pytest

from bench import rabbitmq
from bench.peers import pair


def test_a_missing_rabbitmq_is_told_of_with_the_way_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rabbitmq, "SERVER", tmp_path / "rabbitmq-server")

    with pytest.raises(rabbitmq.NoRabbitMQ, match="make rabbitmq"), rabbitmq.running(tmp_path):
        pass


def test_missing_libraries_are_told_of_with_the_way_to_get_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pair, "PYTHON", tmp_path / "python")

    with pytest.raises(pair.NoPeers, match="make peers"):
        pair.check_installed()
