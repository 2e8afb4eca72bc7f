"""The five real sites: manage.py works from anywhere, and production starts only if set up."""

import json
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
    checked = manage(site, "check", "--deploy", "--fail-level", "INFO", cwd=tmp_path, **PRODUCTION)
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout


@every_site
def test_behind_a_gateway_people_are_sent_to_https_and_services_are_not(
    site: str, tmp_path: Path
) -> None:
    program = f"""
import os, json, django
os.environ["DJANGO_SETTINGS_MODULE"] = "{site}.settings"
django.setup()
from django.test import Client
from django.core.management import call_command
call_command("migrate", verbosity=0)
client, secure = Client(), dict(HTTP_X_FORWARDED_PROTO="https")
paths = ("/admin/login/", "/healthz", "/readyz", "/status", "/events", "/docs", "/eventsx")
local = dict(HTTP_HOST="localhost")
print(json.dumps(dict(
    plain={{path: client.get(path, **local).status_code for path in paths}},
    secure=client.get("/admin/login/", **local, **secure).status_code,
    headers=dict(client.get("/admin/login/", **local, **secure).headers),
    cookie=str(client.cookies),
)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"POSTBUS_DATA_DIR": str(tmp_path), "NUM_PROXIES": "1"} | PRODUCTION,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    moved = [path for path, status in told["plain"].items() if status == 301]
    assert moved == ["/admin/login/", "/docs", "/eventsx"]
    assert told["secure"] == 200
    assert int(told["headers"]["Strict-Transport-Security"].partition("=")[2]) > 0
    assert told["headers"]["X-Content-Type-Options"] == "nosniff"
    assert told["headers"]["X-Frame-Options"] == "DENY"
    assert "Secure" in told["cookie"]


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
