"""The command as a process of its own."""

import subprocess
import sys

from entente.cli.main import COMMANDS

HEAVY = {"kafka", "elasticsearch", "faust", "numpy", "scipy", "aiohttp", "ahocorasick_rs", "starlette", "jgo"}


def test_help_imports_no_client_and_no_model() -> None:
    """Asking what commands there are loads none of their libraries."""
    code = (
        "import sys\nfrom entente.cli.main import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stderr.split()) == set()
    assert all(name in done.stdout for name in COMMANDS)


def test_a_wrong_option_is_told_by_the_command_itself() -> None:
    """The usage of the command, not of the root; exit code 2."""
    done = subprocess.run(
        [sys.executable, "-c", "from entente.cli.main import app; app(['read', '--nonsense'])"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "No such option: --nonsense" in done.stderr
    assert " read " in done.stderr
