"""What a server's process becomes between fork and exec; Linux calls by ctypes where Python has none."""

import ctypes
import os
import pwd
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_SET_SECUREBITS = 28
SECBIT_NO_SETUID_FIXUP = 1 << 2
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522
UNPRIVILEGED = "nobody"


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


_libc = ctypes.CDLL(None, use_errno=True)


def unprivileged_account() -> str | None:
    """The user for a server that refuses to run as root, or null when we are an ordinary user."""
    return UNPRIVILEGED if os.geteuid() == 0 else None


def powerless_root(account: str) -> str:
    """The sentence for a root that may not become another user."""
    return (
        f"Elasticsearch refuses to run as root, and root can't become {account} here (no CHOWN or SETUID "
        "capability): run the command as an ordinary user."
    )


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent, which must have one thread only, dies.

    Must come after a change of user, which clears it.
    """
    if sys.platform == "linux":
        _libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def become(account: str) -> None:
    """Change from root to another user that may still pass closed doors, such as a home of mode 700.

    The server, its Java and its data usually lie below a folder that only root may enter. Without the one
    capability kept here all three would have to be copied elsewhere. Where the kernel denies it the account's
    own rights must do.
    """
    entry = pwd.getpwnam(account)
    _libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    # Without this bit access(2), which Java asks first, answers as if the capability were not there.
    _libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)
    if sys.platform == "linux":
        kept = 1 << CAP_DAC_OVERRIDE
        data = (_Data * 2)(_Data(kept, kept, kept), _Data(0, 0, 0))
        _libc.capset(ctypes.byref(_Header(CAPABILITY_VERSION_3, 0)), data)
        _libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)
