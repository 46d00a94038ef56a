"""Tensors as Chorus sends them: little-endian float32, complex numbers interleaved, rows first."""

import numpy as np


def read_real(data):
    return np.frombuffer(data, "<f4").astype(float)


def read_complex(data, shape):
    return np.frombuffer(data, "<c8").astype(complex).reshape(shape)


def read_hermitian(data, n):
    """[users, n, n] from n^2 real numbers each: the lower triangle by rows, the diagonal real."""
    rows = read_real(data).reshape(-1, n * n)
    out = np.zeros((len(rows), n, n), complex)
    for at, (i, k) in zip(places(n), lower(n)):
        out[:, i, k] = rows[:, at] if i == k else rows[:, at] + 1j * rows[:, at + 1]
        out[:, k, i] = out[:, i, k].conj()
    return out


def write_complex(values):
    return values.astype("<c8").tobytes()


def write_hermitian(values):
    """The inverse of read_hermitian."""
    n = values.shape[-1]
    rows = np.zeros((len(values), n * n), "<f4")
    for at, (i, k) in zip(places(n), lower(n)):
        rows[:, at] = values[:, i, k].real
        if i != k:
            rows[:, at + 1] = values[:, i, k].imag
    return rows.tobytes()


def lower(n):
    return [(i, k) for i in range(n) for k in range(i + 1)]


def places(n):
    """Where each entry of the lower triangle begins: row i holds 2 i + 1 reals."""
    return [i * i + 2 * k for i, k in lower(n)]
