"""An owner of child processes for a test to kill: `owner.py sleeper FOLDER` or `owner.py stack FOLDER CACHE`.

It prints a line once its children run, then does nothing.
"""

import signal
import sys
import time
from pathlib import Path

from rich.console import Console

from entente.local.messages import Launch, inherited_environment
from entente.local.stack import LocalStack, StackOptions
from entente.local.state import try_lock
from entente.local.supervision import Supervision


def own_a_sleeper(folder: Path) -> Supervision:
    """Supervise one process that sleeps."""
    lock = try_lock(folder)
    assert lock is not None
    supervision = Supervision(folder, lock)
    sleep = "import sys, time; time.sleep(600)"
    supervision.start(
        Launch(
            name="sleeper",
            argv=(sys.executable, "-c", sleep, str(folder)),
            cwd=str(folder),
            env=inherited_environment(),
            log=str(folder / "sleeper.log"),
        )
    )
    return supervision


def main() -> None:
    """Own what the first argument says, until killed."""
    # A shell's background job has Ctrl-C ignored, one under nohup the hang-up; here both must come through.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    kind, folder = sys.argv[1], Path(sys.argv[2])
    owned = (
        own_a_sleeper(folder)
        if kind == "sleeper"
        else LocalStack.start(folder, StackOptions(cache=Path(sys.argv[3])), Console(stderr=True))
    )
    sys.stdout.write("running\n")
    sys.stdout.flush()
    time.sleep(600)
    owned.stop()


if __name__ == "__main__":
    main()
