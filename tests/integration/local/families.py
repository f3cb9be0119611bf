"""The processes that belong to a folder, found by their command lines."""

import time
from pathlib import Path

import psutil


def family(folder: Path) -> list[psutil.Process]:
    """Every live process whose command line names the folder."""
    found = []
    for process in psutil.process_iter():
        try:
            names_it = any(str(folder) in argument for argument in process.cmdline())
            if names_it and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
    return found


def supervisor(folder: Path) -> psutil.Process:
    """The one supervisor of a folder."""
    (found,) = (one for one in family(folder) if "entente.local.supervisor" in one.cmdline())
    return found


def javas(folder: Path) -> list[psutil.Process]:
    """The Java processes of a folder: Kafka, Elasticsearch's launcher, Elasticsearch."""
    return [one for one in family(folder) if one.name() == "java"]


def gone(folder: Path, within_seconds: float) -> bool:
    """Whether every process of the folder ends in time."""
    deadline = time.monotonic() + within_seconds
    while family(folder):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
