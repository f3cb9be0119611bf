"""The tasks that `entente evaluate` knows. A new one is a module of its own and a row here."""

from entente.contracts.errors import Misconfigured
from entente.evaluate import actors, events, extract, null, pairs, spikes, stories, stream
from entente.evaluate.report import Task

TASKS: tuple[Task, ...] = (
    events.TASK,
    actors.TASK,
    extract.TASK,
    stories.TASK,
    spikes.TASK,
    stream.TASK,
    pairs.TASK,
    null.TASK,
)


def task_named(name: str) -> Task:
    """Find a task.

    Raises:
        Misconfigured: there is none of that name.
    """
    for task in TASKS:
        if task.name == name:
            return task
    known = ", ".join(task.name for task in TASKS)
    raise Misconfigured(f"there is no task {name!r}; name one of {known}")
