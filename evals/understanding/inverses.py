"""The inverse that answers for a ridge regression and for all its folds.

What a fold of rows H would be told by a regression without them is `y_H - (A_HH)^-1 (A y)_H`, where A
is the inverse of kernel plus ridge: one inversion instead of a solution for every fold.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

Floats = NDArray[np.float32]


def inverse_of(kernel: Floats, ridge: float) -> Floats:
    """Of the kernel with the ridge added; by Cholesky, in single precision."""
    system = np.asfortranarray(kernel)
    system[np.diag_indices_from(system)] += np.float32(ridge)
    factor, failed = lapack.spotrf(system, lower=1, overwrite_a=1)
    if not failed:
        inverse, failed = lapack.spotri(factor, lower=1, overwrite_c=1)
    if failed:
        raise ValueError(f"the kernel is not positive with a ridge of {ridge}")
    lower = np.tril(inverse)
    answer: Floats = lower + np.tril(lower, -1).T
    return answer
