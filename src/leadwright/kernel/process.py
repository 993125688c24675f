"""What our processes share: ending with the parent, time limits, garbage collection, asking for help."""

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
    """In a child, before exec: end orderly when the parent dies, even by kill -9 (Linux)."""
    try:
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    except (OSError, AttributeError):
        return


def end_after(pid: int, seconds: int) -> None:
    """A child of ours ends as soon as it has used so many seconds of a processor; now, if it has."""
    try:
        resource.prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds))
    except AttributeError:  # another system than Linux, where only the clock can be asked
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:  # it has ended
        return


def load() -> None:
    """What loads from here to `settle` stays: looking for garbage in it, again and again, finds none."""
    gc.disable()


def settle() -> None:
    """All is loaded: it is never looked through for garbage, and what loading left is given back."""
    gc.freeze()
    gc.enable()
    give_back()


def give_back() -> None:
    """Memory that was freed goes back to the machine."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError):  # another C library
        return


def call_for_help() -> Callable[[], None]:
    """What tells the supervisor, our parent, that we have fallen behind; nobody else is told."""
    parent = os.getppid()

    def call() -> None:
        if os.getppid() == parent:
            os.kill(parent, signal.SIGUSR1)

    return call


@contextmanager
def seldom_tidied() -> Iterator[None]:
    """For work in sets, which makes many objects and hardly any in rings: those are looked for seldom."""
    gc.set_threshold(_SELDOM, *_USUAL[1:])
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL)
