"""Programs that tests need from Debian's packages: found, else installed as root, else asked for by name."""

import os
import shutil
import subprocess
from pathlib import Path


def program(name: str, package: str) -> Path:
    """Give a program's path, installing its package where it is missing and we may.

    Raises:
        LookupError: it is missing; the sentence has the line to run.
    """
    found = shutil.which(name)
    if found is None and os.geteuid() == 0 and shutil.which("apt-get") is not None:
        _install(package)
        found = shutil.which(name)
    if found is None:
        raise LookupError(f"{name} is missing; on Debian, as root: apt-get install {package}")
    return Path(found)


def _install(package: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    if subprocess.run(install, env=environment, capture_output=True, check=False).returncode != 0:
        subprocess.run(["apt-get", "update", "-qq"], env=environment, capture_output=True, check=False)
        subprocess.run(install, env=environment, capture_output=True, check=False)
