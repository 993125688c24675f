"""Garbage is not looked for while a process loads, and is again once it serves."""

import subprocess
import sys

_CODE = """
import gc
looked = []
gc.callbacks.append(lambda phase, info: looked.append(phase))
from leadwright.kernel import process

class Ring:
    def __init__(self):
        self.itself = self

def make():
    for _ in range(5000):
        Ring()

process.load()
looked.clear()
make()
while_loading = len(looked)
process.settle()
make()
print(while_loading, len(looked) > 0, gc.get_freeze_count() > 5000)
"""


def test_garbage_is_looked_for_only_once_everything_is_loaded() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CODE], capture_output=True, text=True, timeout=100, check=True
    )
    assert done.stdout.split() == ["0", "True", "True"]
