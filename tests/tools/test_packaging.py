"""`pip install .` is eventbox alone, complete, with few dependencies."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tools.house import ROOT

WHOLE = shutil.ignore_patterns("__pycache__")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    # Built from a copy: setuptools leaves a build folder behind that would find its way into
    # the next wheel.
    source = tmp_path_factory.mktemp("source")
    shutil.copy(ROOT / "pyproject.toml", source)
    for folder in ("eventbox", "chassis", "posts_site", "tools"):
        shutil.copytree(ROOT / folder, source / folder, ignore=WHOLE)
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", "--no-build-isolation", "--wheel-dir", str(source / "out"), str(source)),
        ],
        check=True,
    )
    (built,) = (source / "out").glob("*.whl")
    return ZipFile(built)


def test_the_wheel_holds_every_file_of_eventbox_and_nothing_else(wheel: ZipFile) -> None:
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    there = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "eventbox").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".md"
    }
    assert {name for name in held if not name.endswith(".md")} == there


def test_the_wheel_needs_few_other_packages(wheel: ZipFile) -> None:
    (metadata,) = (name for name in wheel.namelist() if name.endswith("/METADATA"))
    needed = [
        line.split(":")[1].strip()
        for line in wheel.read(metadata).decode().splitlines()
        if line.startswith("Requires-Dist:") and "extra ==" not in line
    ]
    names = {requirement.split("<")[0].split(">")[0] for requirement in needed}
    assert names == {"django", "djangorestframework", "requests", "standardwebhooks"}


def test_the_wheel_is_typed(wheel: ZipFile) -> None:
    assert "eventbox/py.typed" in wheel.namelist()


def test_a_copy_needs_no_file_but_its_own_packages(wheel: ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    code = "import eventbox, eventbox.errors; print(eventbox.__file__)"
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert shown.stdout.startswith(str(tmp_path))
