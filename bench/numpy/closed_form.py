"""The xApp of the proposed scheme and of DRL-WMMSE: (16), (17) for all users at once."""
import numpy as np

from network import hermitian


class ClosedForm:
    def __init__(self, network):
        self.network = network
        self.floor = network.weight_floor
        # [K, Nr, I Ns]: a user's effective channels side by side, so that J_k is one product.
        K, I, Nr, Ns = network.observed.shape
        self.beside = np.ascontiguousarray(network.observed.transpose(0, 2, 1, 3)).reshape(K, Nr, I * Ns)
        self.own = network.observed[:, 0]
        self.load = (1 + network.loading) * np.eye(Nr)
        self.eye = np.eye(Ns)

    def near_rt_loop(self):
        """U = (J + loading)^-1 Xi and W = (I - U^H Xi)^-1, [K, Nr, Ns] and [K, Ns, Ns]."""
        J = self.beside @ hermitian(self.beside) + self.load
        U = np.linalg.solve(J, self.own)
        E = self.eye - hermitian(U) @ self.own
        error, Q = np.linalg.eigh((E + hermitian(E)) / 2)
        W = (Q / np.maximum(error, self.floor)[:, None, :]) @ hermitian(Q)
        return U, W
