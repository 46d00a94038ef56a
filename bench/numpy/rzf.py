"""The RZF schemes: C-RZF (39), (40), D-RZF (41), (42) and P-RZF."""
import numpy as np

from network import hermitian, with_nobody


class CentralRzf:
    """C-RZF: one inverse of K Nr rows; each O-RU takes from it what belongs to its own users."""

    def __init__(self, network):
        self.network = network
        L, K, Nr, Nt = network.L, network.K, network.Nr, network.Nt
        self.own = channels_of_served(network)
        serves = np.zeros((L, K + 1, 1, 1))
        np.put_along_axis(serves, network.users[:, :, None, None], 1, axis=1)
        H = network.H * serves[:, :K]
        self.H = np.ascontiguousarray(H.transpose(1, 2, 0, 3)).reshape(K * Nr, L * Nt)
        self.load = network.rzf_lambda * np.eye(K * Nr)
        # Nobody's rows meet channels of zeros, and nobody's columns are left out of the power.
        rows = (np.minimum(network.users, K - 1)[:, :, None] * Nr + np.arange(Nr)).reshape(L, -1)
        self.blocks = rows[:, :, None] * (K * Nr) + rows[:, None, :]
        self.somebody = np.repeat(network.users < K, Nr, axis=1)[:, None, :]

    def near_rt_loop(self):
        for _ in range(self.network.rt_loops):
            inverse = np.linalg.inv(self.H @ hermitian(self.H) + self.load)
            V = hermitian(self.own) @ inverse.take(self.blocks) * self.somebody
            self.V = V * np.sqrt(self.network.p_max / powers(V).max())

    def precoders(self):
        return by_user(self.network, self.V), None


class LocalRzf:
    """D-RZF: (H^H H + lambda I)^-1 H^H of each O-RU's users, Nt rows where (41) has K_l Nr."""

    def __init__(self, network):
        self.network = network
        self.H = channels_of_served(network)
        self.load = network.rzf_lambda * np.eye(network.Nt)

    def near_rt_loop(self):
        for _ in range(self.network.rt_loops):
            H = hermitian(self.H)
            V = np.linalg.solve(H @ self.H + self.load, H)
            power = powers(V)
            self.V = V * np.sqrt(self.network.p_max / np.where(power > 0, power, 1))[:, None, None]

    def precoders(self):
        return by_user(self.network, self.V), None


class ClusterRzf:
    """P-RZF: each user over the antennas of its own cluster, all users in one batch."""

    def __init__(self, network):
        self.network = network
        K, Nr, Nt = network.K, network.Nr, network.Nt
        self.serving = np.asarray(network.serving)
        # [K, K Nr, L^UE Nt]: what the antennas of each user's cluster send to everyone.
        H = network.H[self.serving].transpose(0, 2, 3, 1, 4).reshape(K, K, Nr, -1)
        self.own = np.ascontiguousarray(H[np.arange(K), np.arange(K)])
        # Of everyone only those whose channels are known to some O-RU of the cluster: they come first.
        known = (H != 0).any((2, 3))
        first = np.argsort(~known, axis=1, kind='stable')[:, : known.sum(1).max()]
        H = np.take_along_axis(H, first[:, :, None, None], axis=1)
        self.H = np.ascontiguousarray(H).reshape(K, -1, H.shape[-1])
        self.load = network.rzf_lambda * np.eye(H.shape[-1])

    def near_rt_loop(self):
        for _ in range(self.network.rt_loops):
            network = self.network
            V = np.linalg.solve(hermitian(self.H) @ self.H + self.load, hermitian(self.own))
            V /= np.sqrt(powers(V))[:, None, None]
            of_links = powers(V.reshape(-1, network.Nt, network.Nr))
            of_radios = np.bincount(self.serving.ravel(), of_links)
            self.V = V * np.sqrt(network.p_max / of_radios.max())

    def precoders(self):
        network = self.network
        K, Nt, Ns = network.K, network.Nt, network.Ns
        V = np.zeros((network.L, K, Nt, Ns), dtype=complex)
        V[self.serving, np.arange(K)[:, None]] = self.V.reshape(K, -1, Nt, network.Nr)[..., :Ns]
        return V, None


def channels_of_served(network):
    """[L, S Nr, Nt]: the channels of each O-RU's own users."""
    H = with_nobody(network.H, 1)[np.arange(network.L)[:, None], network.users]
    return H.reshape(network.L, -1, network.Nt)


def powers(V):
    """Power of each matrix of a batch."""
    return (V.real**2 + V.imag**2).sum((1, 2))


def by_user(network, V):
    """[L, Nt, S Nr] as [L, K, Nt, Ns]."""
    L, K, Nr, Nt, Ns = network.L, network.K, network.Nr, network.Nt, network.Ns
    dense = np.zeros((L, K + 1, Nt, Ns), dtype=complex)
    dense[np.arange(L)[:, None], network.users] = V.reshape(L, Nt, -1, Nr)[..., :Ns].swapaxes(1, 2)
    return dense[:, :K]
