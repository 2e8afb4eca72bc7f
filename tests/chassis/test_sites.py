"""The five real sites: manage.py works from anywhere, and production starts only if set up."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a-secret-of-many-characters-that-nobody-guesses-0123456789"
WEBHOOK_SECRET = "whsec_" + "c2VjcmV0" * 6
PRODUCTION = {
    "DEBUG": "off",
    "SECRET_KEY": SECRET,
    "EVENTBOX_BUS_TOKEN": SECRET,
    "EVENTBOX_WEBHOOK_SECRET": WEBHOOK_SECRET,
    "BUS_CLIENTS": f"posts={SECRET}:{WEBHOOK_SECRET}",
}

every_site = pytest.mark.parametrize(
    "site", ["posts_site", "comments_site", "query_site", "moderation_site", "bus_site"]
)


def manage(
    site: str, *arguments: str, cwd: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / site / "manage.py"), *arguments],
        cwd=cwd,
        env=os.environ | {"POSTBUS_DATA_DIR": str(cwd)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@every_site
def test_a_site_that_is_set_up_passes_the_deployment_check(site: str, tmp_path: Path) -> None:
    checked = manage(site, "check", "--deploy", "--fail-level", "ERROR", cwd=tmp_path, **PRODUCTION)
    assert checked.returncode == 0, checked.stderr


@every_site
def test_with_debug_off_and_nothing_set_a_site_says_what_to_do(site: str, tmp_path: Path) -> None:
    started = manage(site, "check", cwd=tmp_path, DEBUG="off")
    assert started.returncode != 0
    assert "SECRET_KEY is missing" in started.stderr
    assert "make secrets" in started.stderr


@every_site
def test_a_site_works_from_its_own_folder(site: str) -> None:
    started = manage(site, "check", cwd=ROOT / site)
    assert started.returncode == 0, started.stderr


@pytest.mark.parametrize(
    ("clients", "fault"),
    [
        ("", "BUS_CLIENTS is missing"),
        ("posts", "name=token:secret"),
        ("posts=token", "name=token:secret"),
        ("posts=short:short", "token and the secret of posts"),
    ],
)
def test_the_bus_does_not_start_with_clients_that_anybody_could_be(
    clients: str, fault: str, tmp_path: Path
) -> None:
    started = manage("bus_site", "check", cwd=tmp_path, **PRODUCTION | {"BUS_CLIENTS": clients})
    assert started.returncode != 0
    assert fault in started.stderr
