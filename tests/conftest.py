"""What all tests share: the measuring tests are collected only where the shared data lies."""

from pathlib import Path

SHARED = Path(__file__).parents[2] / "shared" / "data"

pytest_plugins = ["support.stack"]

collect_ignore_glob = [] if SHARED.is_dir() else ["**/test_*_measured.py"]


def pytest_report_header() -> str:
    """Say in one line whether the measuring tests run."""
    if SHARED.is_dir():
        return "shared data: found, the measuring tests run"
    return "shared data: ../shared/data is missing, the measuring tests (test_*_measured.py) are left out"
