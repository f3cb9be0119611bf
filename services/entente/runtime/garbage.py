"""How often Python looks for garbage: seldom, since what fills a process is kept and makes no circles."""

import gc

_YOUNG, _MIDDLE, _OLD = 50_000, 20, 100
"""Python looks at 700 new objects, at ten times as many, and at all once a quarter more are kept; all are
a million spellings, or a horizon of signals. What makes no circle is freed at once as before."""


def collect_seldom() -> None:
    """Have this process look for garbage seldom; the entry of a process says so, once."""
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
