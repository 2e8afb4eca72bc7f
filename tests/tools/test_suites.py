"""A bare pytest runs each suite in a process of its own, and is green only if all of them are."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.house import ROOT
from tools.postgres.programs import VARIABLE
from tools.suites.layout import Suite, all_suites, on_databases, suites_of
from tools.suites.selection import chosen_database, without_option

PASSING = "def test_one(): pass\ndef test_two(): pass\n"
FAILING = "def test_one(): assert False\ndef test_two(): pass\n"
SKIPPING = "import pytest\ndef test_one(): pytest.skip('no server here')\ndef test_two(): pass\n"
SKIPPING_MODULE = "import pytest\npytest.importorskip('no_such_module_at_all')\n"
BROKEN_FIXTURE = "import pytest\n@pytest.fixture\ndef f(): raise OSError\ndef test_one(f): pass\n"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "conftest.py", tmp_path)
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\ntestpaths = ['tests']\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "__init__.py").touch()
    return tmp_path


def add_suite(house: Path, name: str, **modules: str) -> None:
    folder = house / "tests" / name
    folder.mkdir()
    for module, text in {"__init__": "", **modules}.items():
        (folder / f"{module}.py").write_text(text)


def run_pytest(
    house: Path, *arguments: str, folder: str = ".", postgres: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=house / folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), VARIABLE: postgres},
        capture_output=True,
        text=True,
        timeout=400,
    )


def last_line(run: subprocess.CompletedProcess[str]) -> str:
    return run.stdout.splitlines()[-1]


def test_all_suites_run_and_the_last_line_is_their_total(house: Path) -> None:
    add_suite(house, "one", test_it=PASSING)
    add_suite(house, "two", test_it=PASSING)
    run = run_pytest(house)
    assert (run.returncode, last_line(run)) == (0, "4 passed, 0 failed")


def test_each_suite_runs_in_a_process_of_its_own(house: Path) -> None:
    # Both claim the same name in sys.modules, as two Django projects claim the same settings.
    claim = (
        "import sys\n"
        "def test_alone():\n    assert sys.modules.setdefault('claimed', __file__) == __file__\n"
    )
    add_suite(house, "one", test_it=claim)
    add_suite(house, "two", test_it=claim)
    assert run_pytest(house).returncode == 0


def test_a_suite_that_proves_less_than_it_should_fails_the_run(house: Path) -> None:
    less = {
        "fails": FAILING,
        "skips": SKIPPING,
        "skips_all": SKIPPING_MODULE,
        "breaks": BROKEN_FIXTURE,
        "is_not_importable": "import no_such_module_at_all",
        "dies": "import os\ndef test_one(): os._exit(0)\n",
        "is_empty": "# no test here",
    }
    add_suite(house, "good", test_it=PASSING)
    for name, module in less.items():
        add_suite(house, name, test_it=module)
    run = run_pytest(house)
    assert run.returncode == 1
    # One passes beside the failing, one beside the skipping, and two in the good suite.
    assert last_line(run) == f"4 passed, {len(less)} failed", run.stdout
    table = run.stdout[run.stdout.rindex("\nsuite ") :]
    for name in less:
        assert re.search(rf"^{name} .*\d  [a-z]", table, re.M), f"{name} has no complaint\n{table}"
    assert re.search(r"^good .*\d$", table, re.M), table


def test_why_each_test_failed_is_told_at_the_end(house: Path) -> None:
    add_suite(house, "fails", test_it="def test_one(): assert 6 * 7 == 41, 'so it is not'\n")
    add_suite(house, "breaks", test_it=BROKEN_FIXTURE)
    add_suite(house, "is_not_importable", test_it="import no_such_module_at_all")
    run = run_pytest(house)
    end = run.stdout[run.stdout.rindex("\nsuite ") :]
    assert re.search(
        r"^fails: tests/fails/test_it\.py::test_one\n    AssertionError: so it is not$", end, re.M
    ), end
    assert re.search(r"^breaks: tests/breaks/test_it\.py::test_one\n    OSError$", end, re.M), end
    assert re.search(r"^    E +ModuleNotFoundError: .*no_such_module_at_all", end, re.M), end


def test_a_skipped_test_fails_a_single_suite_as_well(house: Path) -> None:
    add_suite(house, "one", test_it=SKIPPING)
    run = run_pytest(house, "tests/one")
    assert run.returncode == 1
    assert "1 skipped: a test that cannot run proves nothing" in run.stdout


def test_a_selection_may_leave_a_suite_without_tests(house: Path) -> None:
    add_suite(house, "one", test_it=PASSING)
    add_suite(house, "two", test_it="def test_only_here(): pass\n")
    run = run_pytest(house, "-k", "only_here")
    assert (run.returncode, last_line(run)) == (0, "1 passed, 0 failed")


def test_a_selection_that_selects_nothing_at_all_is_not_green(house: Path) -> None:
    add_suite(house, "one", test_it=PASSING)
    add_suite(house, "two", test_it=PASSING)
    assert run_pytest(house, "-k", "nothing").returncode == 5


def test_a_single_suite_gets_its_own_settings_and_may_import_models_in_its_conftest(
    house: Path,
) -> None:
    (house / "shop_site").mkdir()
    (house / "shop_site" / "settings.py").write_text(
        "SECRET_KEY = 'x'\nINSTALLED_APPS = ['django.contrib.contenttypes']\n"
    )
    add_suite(
        house,
        "shop_site",
        conftest="from django.contrib.contenttypes.models import ContentType\n",
        test_it="def test_it(settings): assert settings.SECRET_KEY == 'x'\n",
    )
    run = run_pytest(house, "tests/shop_site")
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_suite_never_sees_the_data_folder_of_the_learner(house: Path) -> None:
    add_suite(
        house,
        "one",
        test_it="import os\ndef test_it(): assert 'tests' in os.environ['POSTBUS_DATA_DIR']\n",
    )
    assert run_pytest(house, "tests/one").returncode == 0


def test_within_a_suites_folder_pytest_runs_that_suite(house: Path) -> None:
    add_suite(house, "one", test_it=PASSING)
    add_suite(house, "two", test_it=FAILING)
    assert run_pytest(house, folder="tests/one").returncode == 0


def test_the_settings_follow_from_the_layout() -> None:
    settings = {suite.name: suite.settings for suite in all_suites(ROOT)}
    assert settings["posts_site"] == "posts_site.settings"
    assert settings["eventbox"] == "tests.eventbox.settings"
    assert settings["tools"] is None


@pytest.mark.parametrize(
    ("paths", "reached"),
    [
        (["tests/tools/test_suites.py::test_it"], {"tools"}),
        (["tests/tools", "tests/contracts"], {"tools", "contracts"}),
        (["eventbox"], set()),
    ],
)
def test_arguments_reach_the_suites_that_they_lie_in(paths: list[str], reached: set[str]) -> None:
    assert {suite.name for suite in suites_of(paths, cwd=ROOT, root=ROOT)} == reached


def test_the_root_and_the_tests_folder_reach_all_suites() -> None:
    every = all_suites(ROOT)
    assert Suite("tools", None) in every
    for paths in ([], ["."], ["tests"], [str(ROOT)]):
        assert suites_of(paths, cwd=ROOT, root=ROOT) == every


def test_what_has_a_database_is_run_on_both_and_what_has_none_once() -> None:
    suites = [Suite("shop_site", "shop_site.settings"), Suite("system", None), Suite("tools", None)]

    def titles(chosen: str | None) -> list[str]:
        return [suite.title for suite in on_databases(suites, chosen)]

    assert titles(None) == ["shop_site", "shop_site@postgres", "system", "system@postgres", "tools"]
    assert titles("sqlite") == ["shop_site", "system", "tools"]
    assert titles("postgres") == ["shop_site@postgres", "system@postgres"]


@pytest.mark.parametrize("given", [["--database", "postgres"], ["--database=postgres"]])
def test_the_chosen_database_is_found_among_the_arguments(given: list[str]) -> None:
    assert chosen_database(["-q", *given, "tests/tools"]) == "postgres"
    assert without_option(["-q", *given, "tests/tools"]) == ["-q", "tests/tools"]
    assert chosen_database(["-q"]) is None


ABOUT_ONE = """
import os, pytest

@pytest.mark.only_on("sqlite")
def test_of_sqlite(): assert "DATABASE_URL" not in os.environ

@pytest.mark.only_on("postgres")
def test_of_postgres(): assert os.environ["DATABASE_URL"].startswith("postgres://")

def test_of_either(): pass
"""


@pytest.fixture
def shop(house: Path) -> Path:
    """A suite with a database and with tests about one alone, and a suite without a database."""
    (house / "shop_site").mkdir()
    (house / "shop_site" / "settings.py").write_text("SECRET_KEY = 'x'\n")
    add_suite(house, "shop_site", test_it=ABOUT_ONE)
    add_suite(house, "tools", test_it=PASSING)
    return house


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_what_is_about_one_database_is_left_out_of_the_others_run_and_counted(
    shop: Path, database: str
) -> None:
    run = run_pytest(shop, "tests/shop_site", "--database", database)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "2 passed, 1 deselected" in last_line(run)


def test_all_suites_run_on_one_server_and_the_table_tells_the_runs_apart(shop: Path) -> None:
    run = run_pytest(shop)
    assert (run.returncode, last_line(run)) == (0, "6 passed, 0 failed"), run.stdout
    assert re.search(r"^shop_site +2 ", run.stdout, re.M)
    assert re.search(r"^shop_site@postgres +2 ", run.stdout, re.M)
    assert re.search(r"^tools +2 ", run.stdout, re.M)


def test_a_run_on_postgres_where_there_is_none_says_how_to_get_one(shop: Path) -> None:
    run = run_pytest(shop, postgres="/nowhere")
    assert run.returncode == 1
    assert "POSTBUS_POSTGRES_BIN=/nowhere is not a folder" in run.stderr


def test_a_database_that_no_test_can_be_about_is_a_mistake(house: Path) -> None:
    add_suite(house, "one", test_it=ABOUT_ONE.replace('"sqlite"', '"mysql"'))
    run = run_pytest(house, "tests/one")
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert "only_on 'mysql'" in run.stderr + run.stdout
