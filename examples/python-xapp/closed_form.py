"""Equations (16)-(17) of the paper, for all users at once."""

import numpy as np

# Smallest eigenvalue of E_k that float32 observations can tell from zero.
WEIGHT_FLOOR = 1e-7


def received_covariance(xi):
    """J_k as far as I_k knows it: I + sum over i of Xi_k,i Xi_k,i^H. xi: [users, I, N_r, N_s]."""
    return np.eye(xi.shape[2]) + np.einsum("kirs,kiqs->krq", xi, xi.conj())


def receive_filter(j, loading, xi):
    """(17): U_k = (J_k + loading I)^-1 Xi_k,k, [users, N_r, N_s]. The noise power is 1."""
    return np.linalg.solve(j + loading * np.eye(j.shape[1]), xi)


def weight(u, xi):
    """(15)-(16): W_k = E_k^-1 with E_k = I - U_k^H Xi_k,k, [users, N_s, N_s]."""
    e = np.eye(u.shape[2]) - np.einsum("krs,krt->kst", u.conj(), xi)
    values, vectors = np.linalg.eigh((e + hermitian(e)) / 2)
    return np.einsum("ksm,km,ktm->kst", vectors, 1 / np.maximum(values, WEIGHT_FLOOR), vectors.conj())


def hermitian(a):
    """The conjugate transpose of each matrix."""
    return a.conj().swapaxes(-1, -2)
