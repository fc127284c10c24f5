"""What the checkout promises as a whole: locks without addresses, verbs that exist, packages that say what they hold.

Not here: what any package does.
"""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = ("ocr", "explorer", "cluster", "docs")
LOCKS = ["requirements.txt", *(f"requirements-{extra}.txt" for extra in EXTRAS)]
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / lock).read_text(encoding="utf-8")))


def bare(requirement: str) -> str:
    """The name of the distribution that a requirement asks for."""
    return re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--(extra-)?index-url|--find-links|(^|\s)-[cr] ?/| @ ", text)
    entries = [entry for entry in re.split(r"(?m)^(?=[a-z0-9])", text) if not entry.startswith("#")]
    assert entries
    assert [entry for entry in entries if not PIN.match(entry) or "--hash=sha256:" not in entry] == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    assert {bare(requirement) for requirement in asked} - set(pins("requirements.txt")) == set()
    for extra in EXTRAS:
        wanted = {bare(requirement) for requirement in PROJECT["project"]["optional-dependencies"][extra]}
        assert wanted - set(pins("requirements.txt")) - set(pins(f"requirements-{extra}.txt")) == set()


def test_locks_agree_with_each_other() -> None:
    base = pins("requirements.txt")
    for lock in LOCKS[1:]:
        shared = {name: version for name, version in pins(lock).items() if name in base}
        assert shared == {name: base[name] for name in shared}


def test_one_build_of_opencv() -> None:
    builds = [name for lock in LOCKS for name in pins(lock) if name.startswith("opencv")]
    assert builds == ["opencv-contrib-python-headless"]


def test_nothing_under_the_agpl_and_no_ghostscript() -> None:
    locked = {name for lock in LOCKS for name in pins(lock)}
    assert not locked & {"pymupdf", "pymupdfb", "fitz", "ghostscript", "borb", "dagster-dask"}


def test_extras_and_command() -> None:
    assert set(PROJECT["project"]["optional-dependencies"]) == set(EXTRAS)
    assert PROJECT["project"]["scripts"] == {"duizhang": "pipelines.cli:main"}
    assert PROJECT["project"]["requires-python"] == ">=3.11,<3.13"


def test_the_python_of_the_makefile_is_the_python_of_the_project() -> None:
    assert "(3, 11) <= sys.version_info < (3, 13)" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert (3, 11) <= sys.version_info < (3, 13)


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_every_verb_that_a_page_names_is_in_the_makefile(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    verbs = set(re.findall(r"^([a-z]+):(?!=)", makefile, re.MULTILINE))
    code = " ".join(re.findall(r"```.*?```|`[^`\n]+`", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL))
    named = {verb for line in re.findall(r"\bmake((?: +[a-z]+\b(?!=))+)", code) for verb in line.split()}
    assert named
    assert named - verbs == set()


def test_every_verb_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    explained = set(re.findall(r"^([a-z]+):.*## \S", makefile, re.MULTILINE))
    assert set(re.findall(r"^([a-z]+):(?!=)", makefile, re.MULTILINE)) == explained


def test_every_package_says_what_belongs_in_it() -> None:
    silent = []
    for path in sorted((ROOT / "pipelines").rglob("*.py")):
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        if not said:
            silent.append(str(path.relative_to(ROOT)))
    assert silent == []


def test_a_folder_with_modules_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "pipelines").rglob("*.py")}
    assert [str(folder.relative_to(ROOT)) for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


# Distributions whose module has another name.
DISTRIBUTION = {
    "camelot": "camelot-py",
    "pdf_oxide": "pdf-oxide",
    "pdfminer": "pdfminer-six",
    "playa": "playa-pdf",
    "cv2": "opencv-contrib-python-headless",
    "dbt": "dbt-core",
    "PIL": "pillow",
    "vl_convert": "vl-convert-python",
    "yaml": "pyyaml",
}


def third_party(folder: str) -> dict[str, set[str]]:
    """Distributions that the modules below a folder import, each with the modules that do."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in names:
                top = name.split(".")[0]
                if top not in sys.stdlib_module_names and not OWN.match(top):
                    distribution = DISTRIBUTION.get(top, top).replace("_", "-")
                    found.setdefault(distribution, set()).add(path.relative_to(ROOT).as_posix())
    return found


# Our own: the package, and helpers that lie beside the tests that use them.
OWN = re.compile(r"pipelines$|tests$|conftest$|fake_|test_")


def test_what_is_imported_is_declared() -> None:
    project = PROJECT["project"]
    asked = [*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)]
    runtime = {bare(requirement) for requirement in asked}
    dev = {bare(requirement) for requirement in PROJECT["dependency-groups"]["dev"]}
    used, tested = third_party("pipelines"), third_party("tests")
    # The typesetting tool is no part of the wheel.
    tools = {name for name, paths in used.items() if all(path.startswith("pipelines/samples/") for path in paths)}
    assert {name: paths for name, paths in used.items() if name not in runtime | (dev & tools)} == {}
    assert {name: paths for name, paths in tested.items() if name not in runtime | dev} == {}


def test_what_is_declared_is_imported() -> None:
    """A dependency that nothing uses is weight for every user."""
    runtime = {bare(requirement) for requirement in PROJECT["project"]["dependencies"]}
    used = set(third_party("pipelines"))
    # dbt loads its adapter by name, Dagster's pages are a program, camelot imports OpenCV.
    indirect = {"dbt-duckdb", "dagster-webserver", "opencv-contrib-python-headless"}
    assert runtime - used - indirect == set()


def test_no_file_carries_a_path_of_this_machine() -> None:
    """What names the folder of one checkout or one home works nowhere else; made files and data are not looked at."""
    made = {".venv", ".git", ".dagster", ".hypothesis", ".pytest_cache", ".ruff_cache", "__pycache__", "target", "logs"}
    texts = {".py", ".md", ".yaml", ".yml", ".toml", ".txt", ".sql", ".csv", ".json", ".html", ""}
    places = [f"{place}/".encode() for place in (ROOT, Path.home()) if len(place.parts) > 1]
    carriers = [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*")
        if not made & set(path.relative_to(ROOT).parts)
        and path.relative_to(ROOT).parts[0] != "data"
        and path.suffix in texts
        and path.is_file()
        and any(place in path.read_bytes() for place in places)
    ]
    assert carriers == []
