"""The network that bench/table1 sends, in the layouts that NumPy works best on.

What is made here is not timed: index lists do not change in a run, and channels are taken to arrive in
whatever layout a kernel likes best.
"""
import numpy as np


def complexes(numbers, *shape):
    """Interleaved reals as complex128."""
    return np.asarray(numbers, dtype=np.float64).view(np.complex128).reshape(shape)


def reals(array):
    """Complex numbers as a flat list of interleaved reals."""
    return np.ascontiguousarray(array).view(np.float64).ravel().tolist()


class Network:
    """Sizes, sets and the state at the start of a near-RT loop.

    Complex arrays are [L, K, Nr, Nt] for H (zero where the O-DU does not know the channel) and
    [L, K, Nt, Ns] for V (zero where the O-RU does not serve the user).
    """

    def __init__(self, given):
        self.K, self.L, self.Nr, self.Nt, self.Ns = (given[name] for name in ('K', 'L', 'Nr', 'Nt', 'Ns'))
        K, L, Nr, Nt, Ns = self.K, self.L, self.Nr, self.Nt, self.Ns
        self.odus = given['U']
        self.p_max = given['pMax']
        self.rt_loops = given['rtLoops']
        self.odu_of_radio = np.asarray(given['oduOfRadio'])
        self.served = given['served']
        self.serving = given['serving']
        self.H = complexes(given['H'], L, K, Nr, Nt)
        self.V = complexes(given['V'], L, K, Nt, Ns)
        self.omega = np.asarray(given['omega'])
        self.filters = complexes(given['filters'], K, Nr, Ns)
        self.weights = complexes(given['weights'], K, Ns, Ns)
        self.remote = complexes(given['remote'], self.odus, K, K, Nr, Ns)
        self.observed = complexes(given['observed'], K, -1, Nr, Ns)
        self.loading = given['loading']
        self.weight_floor = given['weightFloor']
        self.null_space = given['nullSpace']
        self.rzf_lambda = given['rzfLambda']
        # K_l by O-RU, filled up with user K, whom nobody serves: every batch has one shape.
        most = max(len(users) for users in self.served)
        self.users = np.full((L, most), K)
        for radio, users in enumerate(self.served):
            self.users[radio, : len(users)] = users


def hermitian(a):
    """A^H of each matrix of a batch."""
    return a.conj().swapaxes(-1, -2)


def with_nobody(a, axis=0):
    """One more user, of zeros, along an axis."""
    width = [(0, 0)] * a.ndim
    width[axis] = (0, 1)
    return np.pad(a, width)
