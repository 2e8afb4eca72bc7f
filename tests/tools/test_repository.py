"""What is under version control works on every machine: no registry's address, no local path."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tools.house import LISTENING, ROOT

# Put together here, so that this file passes its own test.
REGISTRIES = [
    f"{host}.{domain}"
    for host, domain in (
        ("pypi", "org"),
        ("files.pythonhosted", "org"),
        ("registry.npmjs", "org"),
        ("registry.yarnpkg", "com"),
    )
]
HOME_FOLDERS = re.compile(r"(?<![\w.$}~])/(?:home|Users)/\w+|(?<![\w.$}~])/[r]oot/")


def tracked_texts() -> dict[str, str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    texts = {}
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file():
            texts[name] = path.read_bytes().decode("utf-8", "replace")
    return texts


def test_no_file_names_a_package_registry() -> None:
    named = {
        name: registry
        for name, text in tracked_texts().items()
        for registry in REGISTRIES
        if registry in text
    }
    assert named == {}


def test_no_file_holds_a_path_of_the_machine_that_it_was_written_on() -> None:
    local = {
        name: found.group() if found else str(ROOT)
        for name, text in tracked_texts().items()
        if (found := HOME_FOLDERS.search(text)) or (len(ROOT.parts) > 2 and f"{ROOT}/" in text)
    }
    assert local == {}


def test_neither_secrets_nor_data_are_under_version_control() -> None:
    wrong = [
        name
        for name in tracked_texts()
        if Path(name).name == ".env" or name.startswith("var/") or name.endswith(".sqlite3")
    ]
    assert wrong == []


def test_every_locked_requirement_is_pinned_by_hash() -> None:
    text = (ROOT / "requirements-dev.lock").read_text().replace("\\\n", " ")
    requirements = [
        line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")
    ]
    assert len(requirements) > 30
    assert [line for line in requirements if "==" not in line or "--hash=sha256:" not in line] == []


def test_the_lock_holds_every_direct_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = list(project["dependencies"])
    for extra in project["optional-dependencies"].values():
        wanted += [requirement for requirement in extra if not requirement.startswith("eventbox[")]
    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements-dev.lock").read_text(), re.M))
    names = {re.split(r"[\[<>=; ]", requirement)[0].lower() for requirement in wanted}
    assert names - locked == set()


@pytest.mark.parametrize("procfile", ["Procfile", "Procfile.serve"])
def test_a_procfile_names_each_service_with_its_usual_port(procfile: str) -> None:
    text = (ROOT / procfile).read_text()
    for service in LISTENING:
        (line,) = re.findall(rf"^{service.name}: .*$", text, re.M)
        assert f"${{{service.port_variable}:-{service.usual_port}}}" in line
