"""How a forked process gets into a sandbox of bubblewrap: all that the isolation of warm kernels rests on.

bubblewrap builds the sandbox (mounts, namespaces) around a process that does nothing, the holder. A process forked
from the zygote enters the holder's namespaces with one `setns`, gives up every power, checks that it has, and only
then becomes a kernel. No mount is made here. Each step raises `NotApart` rather than going on.

The order matters, and why:

1. `enter`, then `os.fork`: a process id namespace holds for children only. The one that entered (the keeper) stays
   outside of it, where the kernel cannot name it; it ends when the kernel does, and the kernel with it.
2. `settle` in the child: it dies with the keeper, leads a session of its own, has no capability and can get none, no
   file open but the sandbox's /dev/null, and its namespaces are the holder's, every one of them.
"""

from __future__ import annotations

import ctypes
import functools
import os
import signal

from course.grading.answering import seccomp

NAMESPACES = {  # name in /proc/PID/ns: the flag for setns(2)
    "user": 0x10000000,
    "mnt": 0x00020000,
    "pid": 0x20000000,
    "net": 0x40000000,
    "ipc": 0x08000000,
    "uts": 0x04000000,
    "cgroup": 0x02000000,
}
OPTIONAL = {"cgroup"}  # bubblewrap makes one where the system can
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 1, 4, 24, 38, 47
CAPABILITIES_V3 = 0x20080522


@functools.cache
def libc() -> ctypes.CDLL:
    """Return the C library; there is none of this kind on Windows, where this module must be importable."""
    return ctypes.CDLL(None, use_errno=True)


class NotApart(RuntimeError):
    """A step of the isolation failed; the process must end."""


def threads() -> int:
    """Return the number of this process's threads as the system counts them, not only Python's."""
    return len(os.listdir("/proc/self/task"))


def namespaces(process: int | str = "self") -> dict[str, int]:
    """Return the inode of each namespace of a process: equal inodes are the same namespace."""
    found = {}
    for name in NAMESPACES:
        try:
            found[name] = os.stat(f"/proc/{process}/ns/{name}").st_ino
        except FileNotFoundError:
            continue
    return found


def enter(pidfd: int, pid: int) -> dict[str, int]:
    """Enter all namespaces of the holder (its pidfd and its id); return them, for `settle` to compare.

    The pidfd form of setns enters all of them or none, and judges each by the rights from before, which are
    those of the user who owns the holder: no privilege is needed.

    Raises
    ------
    NotApart
        The holder shares a namespace with this process that a sandbox must not share, or the system refused.
    """
    ours, theirs = namespaces(), namespaces(pid)
    other = [name for name in theirs if theirs[name] != ours.get(name)]
    shared = set(NAMESPACES) - OPTIONAL - set(other)
    if os.geteuid() == 0:
        shared.discard("user")  # the sandbox of a grader that is root has none, but a user of its own (`settle`)
    if shared:
        raise NotApart(f"the sandbox shares a namespace: {', '.join(sorted(shared))}")
    signal.pidfd_send_signal(pidfd, 0)  # the process that these were read from is the one that the pidfd means
    _call("setns", pidfd, sum(NAMESPACES[name] for name in other))
    return theirs


def settle(theirs: dict[str, int], cwd: str, user: int | None) -> None:
    """Finish, in the child of the process that entered: powerless, alone in its session, in its folder.

    Parameters
    ----------
    user
        Whom to become, where the grader is root.

    Raises
    ------
    NotApart
        Something is not as it must be.
    """
    os.setsid()
    _give_up_capabilities(user)
    _call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # after the change of user, which would clear it
    _call("prctl", PR_SET_DUMPABLE, 1, 0, 0, 0)  # entering cleared it; without it /proc/self is not readable
    os.chdir(cwd)
    null = os.open(os.devnull, os.O_RDWR)  # the sandbox's own
    for standard in (0, 1, 2):
        os.dup2(null, standard, inheritable=True)
    os.close(null)
    if namespaces() != theirs:
        raise NotApart("not all namespaces are the sandbox's")
    with open("/proc/self/status", encoding="ascii") as file:
        status = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    left = [name for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb") if int(status[name], 16)]
    if left or status["NoNewPrivs"] != "1":
        raise NotApart(f"capabilities are left: {', '.join(left)}")
    if 0 in os.getresuid() and user is not None:
        raise NotApart("it is root")
    if not seccomp.install(libc()):
        raise NotApart("the filter of system calls is refused")


def close_all_files() -> None:
    """Close every file but the standard three."""
    os.closerange(3, max(int(name) for name in os.listdir("/proc/self/fd")) + 1)


def _give_up_capabilities(user: int | None) -> None:
    """Empty all five sets: the bounding set first, which takes a capability, then the rest, then no new ones."""
    for capability in range(64):
        if libc().prctl(PR_CAPBSET_DROP, capability, 0, 0, 0):
            break  # the system knows no capability of this number
    _call("prctl", PR_CAP_AMBIENT, 4, 0, 0, 0)  # 4: clear all
    if user is not None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_V3, 0)
    _call("capset", ctypes.byref(header), ctypes.byref((ctypes.c_uint32 * 6)()))
    _call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _call(name: str, *arguments) -> None:
    if getattr(libc(), name)(*arguments) != 0:
        raise NotApart(f"{name}: {os.strerror(ctypes.get_errno())}")
