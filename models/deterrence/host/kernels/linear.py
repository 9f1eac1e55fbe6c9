"""Linear systems of the host model.

Anger moves by one level at most, so that, ordered by anger, they are block tridiagonal.
"""

from numba import njit


@njit(error_model="numpy")
def solve_blocks(A, b, width):
    """Solve A x = b for the columns of b, in place of both; A is block tridiagonal with blocks of this width.

    Rows are swapped within a block only. Returns the sign of the determinant, 0 where a pivot is 0 or not finite.
    """
    n, columns = b.shape
    sign = 1.0
    for k in range(n):
        end, far = min((k // width + 1) * width, n), min((k // width + 2) * width, n)
        at = k
        for r in range(k + 1, end):
            if abs(A[r, k]) > abs(A[at, k]):
                at = r
        pivot = A[at, k]
        if not 0.0 < abs(pivot) < 1e300:
            return 0.0
        if pivot < 0:
            sign = -sign
        if at != k:
            sign = -sign
            for c in range(k, far):
                A[k, c], A[at, c] = A[at, c], A[k, c]
            for c in range(columns):
                b[k, c], b[at, c] = b[at, c], b[k, c]
        above = A[k, k + 1 : far]
        for r in range(k + 1, far):
            factor = A[r, k] / pivot
            if factor != 0.0:
                row = A[r, k + 1 : far]
                for c in range(len(row)):
                    row[c] -= factor * above[c]
                for c in range(columns):
                    b[r, c] -= factor * b[k, c]
    for k in range(n - 1, -1, -1):
        far = min((k // width + 2) * width, n)
        for c in range(columns):
            rest = b[k, c]
            for j in range(k + 1, far):
                rest -= A[k, j] * b[j, c]
            b[k, c] = rest / A[k, k]
    return sign


@njit(error_model="numpy")
def invert(A, inverse):
    """The inverse of a small matrix, which is lost; returns the sign of the determinant, 0 where it has none."""
    n = len(A)
    sign = 1.0
    for k in range(n):
        for c in range(n):
            inverse[k, c] = 1.0 if k == c else 0.0
    for k in range(n):
        at = k
        for r in range(k + 1, n):
            if abs(A[r, k]) > abs(A[at, k]):
                at = r
        pivot = A[at, k]
        if not 0.0 < abs(pivot) < 1e300:
            return 0.0
        if pivot < 0:
            sign = -sign
        if at != k:
            sign = -sign
            for c in range(n):
                A[k, c], A[at, c] = A[at, c], A[k, c]
                inverse[k, c], inverse[at, c] = inverse[at, c], inverse[k, c]
        for c in range(n):
            A[k, c] /= pivot
            inverse[k, c] /= pivot
        for r in range(n):
            factor = A[r, k]
            if r != k and factor != 0.0:
                for c in range(n):
                    A[r, c] -= factor * A[k, c]
                    inverse[r, c] -= factor * inverse[k, c]
    return sign
