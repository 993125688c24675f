"""What our processes share: ending with the parent, CPU limits, garbage collection, asking for a worker."""

import ctypes
import gc
import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_PR_SET_PDEATHSIG = 1
_USUAL = gc.get_threshold()
_SELDOM = 50_000


def die_with_parent() -> None:
    """In a child, before exec: receive SIGTERM when the parent dies, even by kill -9 (Linux)."""
    try:
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    except (OSError, AttributeError):
        return


def end_after(pid: int, seconds: int) -> None:
    """Limit a child's CPU time in seconds; it ends at once if it has already used more."""
    try:
        resource.prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds))
    except AttributeError:  # not Linux, where CPU time cannot be limited from outside
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:  # it has already exited
        return


def load() -> None:
    """Pause garbage collection until `settle`: what is loaded now stays for the life of the process."""
    gc.disable()


def settle() -> None:
    """Loading is done: freeze what is loaded and return the freed memory to the system."""
    gc.freeze()
    gc.enable()
    give_back()


def give_back() -> None:
    """Return freed memory to the operating system."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError):  # not glibc
        return


def call_for_help() -> Callable[[], None]:
    """A function that tells our parent, if it is the supervisor, that this worker has fallen behind."""
    parent = os.getppid()

    def call() -> None:
        if os.getppid() == parent:
            os.kill(parent, signal.SIGUSR1)

    return call


@contextmanager
def seldom_tidied() -> Iterator[None]:
    """For bulk work, which creates many objects and few cycles: the cycle collector runs rarely."""
    gc.set_threshold(_SELDOM, *_USUAL[1:])
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL)
