"""The system calls that a sandboxed process has no use for and a kernel bug or a leak might: refused by seccomp.

A sandbox of namespaces leaves them open: AF_VSOCK reaches the host of a virtual machine from any network namespace,
io_uring works past other filters, keyrings and System V memory are counted nowhere, memory files are in no folder.
The filter is classic BPF, built here for x86_64 and aarch64; there is none for other machines.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

# name: (number on x86_64, number on aarch64)
REFUSED = {
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "setns": (308, 268),
    "clone3": (435, 435),  # its flags are in memory, where a filter cannot look; the C library then uses clone
}
SOCKETS = {"socket": (41, 198), "socketpair": (53, 199)}
FAMILIES = (1, 2, 10, 16)  # AF_UNIX, AF_INET, AF_INET6, AF_NETLINK
APART = {"clone": (56, 220), "unshare": (272, 97)}
NEW_USER = 0x10000000  # CLONE_NEWUSER: a user namespace of its own would give it powers in there
PRCTL, SET_DUMPABLE = (157, 167), 4  # a process that is not dumpable hides from `watch`
MMAP, SHARED_ANONYMOUS = (9, 222), 0x21  # MAP_SHARED | MAP_ANONYMOUS: memory that no process is charged for
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column above, AUDIT_ARCH_…
X32 = 0x40000000  # numbers of the x32 interface begin here
LOAD, EQUAL, AT_LEAST, AND, RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
ALLOW, ERROR = 0x7FFF0000, 0x00050000
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
PR_SET_SECCOMP, MODE_FILTER = 22, 2


def program() -> bytes | None:
    """Return the filter as an array of `struct sock_filter`, or None on a machine that it is not written for."""
    if os.name != "posix" or os.uname().machine not in MACHINES:
        return None
    column, architecture = MACHINES[os.uname().machine]
    refuse = [(RETURN, 0, 0, ERROR | errno.ENOSYS)]
    steps = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, architecture), *refuse]
    steps += [(LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, X32), *refuse]
    for numbers in REFUSED.values():
        steps += [(EQUAL, 0, 1, numbers[column]), *refuse]
    for numbers in SOCKETS.values():
        asked = [(LOAD, 0, 0, ARGUMENTS)]
        asked += [(EQUAL, len(FAMILIES) - place, 0, family) for place, family in enumerate(FAMILIES)]
        asked += [(RETURN, 0, 0, ERROR | errno.EAFNOSUPPORT), (RETURN, 0, 0, ALLOW)]
        steps += [(EQUAL, 0, len(asked), numbers[column]), *asked]
    for numbers in APART.values():
        steps += _masked(numbers[column], 0, NEW_USER, errno.EPERM)
    steps += _masked(PRCTL[column], 0, 0xFFFFFFFF, errno.EPERM, SET_DUMPABLE)
    steps += _masked(MMAP[column], 3, SHARED_ANONYMOUS, errno.ENOMEM)
    steps += [(RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def _masked(number: int, argument: int, bits: int, error: int, value: int | None = None) -> list[tuple]:
    """Refuse a call in which these bits of an argument have this value, by default all set."""
    asked = [
        (LOAD, 0, 0, ARGUMENTS + 8 * argument),
        (AND, 0, 0, bits),
        (EQUAL, 0, 1, bits if value is None else value),
    ]
    asked += [(RETURN, 0, 0, ERROR | error), (RETURN, 0, 0, ALLOW)]
    return [(EQUAL, 0, len(asked), number), *asked]


def install(libc: ctypes.CDLL) -> bool:
    """Put the filter on this process, which must have one thread and "no new privileges"; say whether it holds."""
    code = program()
    if code is None:
        return True

    class Filter(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))

    wanted = Filter(len(code) // 8, code)
    return libc.prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(wanted), 0, 0) == 0
