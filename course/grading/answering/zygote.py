"""The process that warm kernels are forked from: it has imported what labs use, and does nothing else, ever.

`warm.Zygote` starts it and talks to it over one socket. A request names modules and brings another socket, the job;
the zygote imports the modules, sees that it has one thread, and forks. It reads nothing of the job itself: no path,
no key, no bundle, no submission has ever been in the memory that kernels inherit, only modules that are installed.
The child closes the zygote's socket, says so, reads the job, enters its sandbox (`joining`) and becomes an ipykernel.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import shutil
import signal
import socket
import sys
import tempfile

from course.grading.answering import group, joining, prelude

ALWAYS = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "IPython.core.completer", "numpy.random")
IMPLIED = {"course.runtime": ("keras", "tensorflow")}  # runtime.setup() imports them when it is called
LONGEST = 1_000_000  # bytes of a request


def serve(control: socket.socket) -> socket.socket:
    """Answer requests until the other end is closed; return, in a forked child only, its job."""
    tried: set[str] = set()
    load(ALWAYS, tried)
    while True:
        text, files, _, _ = socket.recv_fds(control, LONGEST, 1)
        reap()
        if not text:
            shutil.rmtree(os.environ["HOME"], ignore_errors=True)
            os._exit(0)
        job = socket.socket(fileno=files[0])
        load(json.loads(text)["modules"], tried)
        if joining.threads() != 1:
            answer(job, refused=f"{joining.threads()} threads after importing {text.decode()[:200]}")
        elif os.fork() == 0:
            control.close()
            return job
        job.close()


def load(names, tried: set[str]) -> None:
    """Import modules; then hide all objects from the garbage collector, so that kernels share the memory."""
    names = [*names, *(name for given in names for name in IMPLIED.get(given, ()))]
    new = [name for name in names if name not in tried]
    tried.update(new)
    prelude.load(new)
    if new:
        gc.collect()
        gc.freeze()


def reap() -> None:
    """Collect the children that have ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def answer(job: socket.socket, **content) -> None:
    """Tell the other end of a job; that it is gone by now is no reason to stop."""
    with contextlib.suppress(OSError):
        job.send(json.dumps(content).encode())


def settled(job: socket.socket) -> dict:
    """Become the keeper of a kernel, which ends with it; return, in the kernel only, what the job says."""
    try:
        answer(job, forked=True)
        text, files, _, _ = socket.recv_fds(job, LONGEST, 1)
        order = json.loads(text)
        group.join(order["group"])
        theirs = joining.enter(files[0], order["holder"])
        kernel = os.fork()
    except Exception as error:
        answer(job, refused=f"{type(error).__name__}: {error}")
        os._exit(1)
    if kernel:
        os.close(files[0])
        os._exit(os.waitstatus_to_exitcode(os.waitpid(kernel, 0)[1]) & 255)
    try:
        joining.settle(theirs, order["cwd"], order["user"])
        answer(job, started=True)
        job.detach()
        joining.close_all_files()
    except BaseException as error:
        answer(job, refused=f"{type(error).__name__}: {error}")
        os._exit(1)
    return order


def renew(variables: dict[str, str]) -> None:
    """Make a forked process like a new one: its own variables, its own random numbers."""
    os.environ.clear()
    os.environ.update(variables)
    tempfile.tempdir = None
    sys.modules["numpy.random"].seed()  # Python's own generator does so at every fork
    signal.signal(signal.SIGINT, signal.default_int_handler)


def main() -> None:
    """Serve; in a child, become a kernel, with none of the zygote's frames or sockets behind it."""
    control = socket.socket(fileno=int(sys.argv[1]))
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2 and int(name) != control.fileno():
            with contextlib.suppress(OSError):
                os.close(int(name))
    order = settled(serve(control))
    del control
    renew(order["variables"])
    sys.argv = [order.get("run", "ipykernel_launcher"), *order["arguments"]]


if __name__ == "__main__":
    main()
    if sys.argv[0] == "examiner":
        from course.grading.examining.examiner import main as examine

        examine(*sys.argv[1:])
    else:
        from ipykernel.kernelapp import launch_new_instance

        launch_new_instance()
