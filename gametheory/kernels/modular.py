"""Arithmetic modulo the Mersenne prime 2^61 - 1."""

import numpy as np
from numba import njit

PRIME = 2**61 - 1


@njit(error_model="numpy")
def remainder(number):
    """Of an integer from 0 to 2^63 - 1."""
    number = (number & PRIME) + (number >> 61)
    return number - PRIME if number >= PRIME else number


@njit(error_model="numpy")
def product(a, b):
    """Of integers from 0 to PRIME - 1, in halves of 31 bits: 2^61 is 1, so 2^62 is 2."""
    half, low = (1 << 31) - 1, (1 << 30) - 1
    a_high, a_low, b_high, b_low = a >> 31, a & half, b >> 31, b & half
    middle = remainder(a_low * b_high + a_high * b_low)
    ends = remainder(2 * a_high * b_high + remainder(a_low * b_low))
    return remainder(ends + (middle >> 30) + ((middle & low) << 31))


@njit(error_model="numpy")
def reciprocal(number):
    """By Fermat's little theorem."""
    power, result, left = number, np.int64(1), PRIME - 2
    while left:
        if left & 1:
            result = product(result, power)
        power = product(power, power)
        left >>= 1
    return result


@njit(error_model="numpy")
def inverse_modulo(matrix, k):
    """Invert the first k rows and columns in place, by exchanges; False if they are singular."""
    order = np.empty(k, np.int64)
    for p in range(k):
        row = p
        while row < k and matrix[row, p] == 0:
            row += 1
        if row == k:
            return False
        order[p] = row
        if row != p:
            for q in range(k):
                matrix[p, q], matrix[row, q] = matrix[row, q], matrix[p, q]
        scale = reciprocal(matrix[p, p])
        matrix[p, p] = 1
        for q in range(k):
            matrix[p, q] = product(matrix[p, q], scale)
        for i in range(k):
            if i != p and matrix[i, p] != 0:
                factor = PRIME - matrix[i, p]
                matrix[i, p] = 0
                for q in range(k):
                    matrix[i, q] = remainder(matrix[i, q] + product(factor, matrix[p, q]))
    for p in range(k - 1, -1, -1):
        if order[p] != p:
            for i in range(k):
                matrix[i, p], matrix[i, order[p]] = matrix[i, order[p]], matrix[i, p]
    return True
