"""dApps 1 and 2: (30) for the proposed scheme, (43) for DRL-WMMSE.

Only the visit of O-RUs one after the other, each with the newest precoders of the others, is a loop.
A_l, its eigendecomposition and all that does not depend on other O-RUs' new precoders is one batch over
all O-RUs; and two O-RUs wait for each other only if they belong to one O-DU and serve a user together, so
those that do not are visited in one wave: 14 waves at the paper's scale, where the O-DUs side by side, each of them
O-RU after O-RU, would take 28 steps.

Matrices are kept transposed, a row for each stream of a user: a user's row of sums is then one piece of
memory.
"""
import numpy as np

from multiplier import solve_multipliers
from network import hermitian, with_nobody


def waves_of(network, in_turn=False):
    """By O-RU the wave in which it is visited: after all that it must wait for.

    in_turn: it waits for every O-RU of its O-DU that comes before.
    """
    waves = np.zeros(network.L, dtype=int)
    served = [set(users) for users in network.served]
    for radio in range(network.L):
        for before in range(radio):
            if network.odu_of_radio[before] != network.odu_of_radio[radio]:
                continue
            if in_turn or served[before] & served[radio]:
                waves[radio] = max(waves[radio], waves[before] + 1)
    return waves


class Distributed:
    """All O-RUs of the network, in the order of their waves."""

    def __init__(self, network, coordinated, in_turn=False):
        self.network = network
        self.coordinated = coordinated
        L, Nr, Nt, Ns = network.L, network.Nr, network.Nt, network.Ns
        waves = waves_of(network, in_turn) if coordinated else np.zeros(L, dtype=int)
        self.order = np.argsort(waves, kind='stable')
        self.users = network.users[self.order]
        S = self.users.shape[1]
        radios = self.order[:, None]
        # [L, S, Nr, Nt]: channels of the users that each O-RU serves.
        self.H = with_nobody(network.H, 1)[radios, self.users]
        # [L, S Ns, Nt]: precoders, a row for each stream.
        self.V = with_nobody(network.V, 1)[radios, self.users].swapaxes(-1, -2).reshape(L, S * Ns, Nt)
        self.filters = with_nobody(network.filters)
        self.weights = with_nobody(network.weights)
        self.omega = with_nobody(network.omega)
        self.xi = np.zeros(L)
        if coordinated:
            starts = np.searchsorted(waves[self.order], np.arange(waves.max() + 2))
            self.waves = [slice(a, b) for a, b in zip(starts[:-1], starts[1:])]
            self.plan_sums()

    def plan_sums(self):
        """Users of each O-DU get numbers of their own: sums T (22) are between users of one O-DU only."""
        network = self.network
        K, Nr, Nt, Ns, odus = network.K, network.Nr, network.Nt, network.Ns, network.odus
        odu = network.odu_of_radio[self.order]
        members = [
            sorted({k for l in range(network.L) if network.odu_of_radio[l] == u for k in network.served[l]})
            for u in range(odus)
        ]
        M = max(len(users) for users in members) + 1
        local = np.full((odus, K + 1), M - 1)
        for u, users in enumerate(members):
            local[u, users] = np.arange(len(users))
        self.M = M
        at = local[odu[:, None], self.users]
        # Rows of T, which is [odus M Ns, M Nr], and the numbers in them that each O-RU reads.
        streams = ((odu[:, None] * M + at)[:, :, None] * Ns + np.arange(Ns)).reshape(network.L, -1)
        antennas = (at[:, :, None] * Nr + np.arange(Nr)).reshape(network.L, -1)
        self.rows = streams
        self.reads = streams[:, :, None] * (M * Nr) + antennas[:, None, :]
        # Channels to all users of the O-DU, transposed: [L, Nt, M Nr].
        inverse = np.full((odus, M), K)
        for u, users in enumerate(members):
            inverse[u, : len(users)] = users
        H = with_nobody(network.H, 1)[self.order[:, None], inverse[odu]]
        self.H_all = np.ascontiguousarray(H.reshape(network.L, M * Nr, Nt).swapaxes(-1, -2))
        # The same for each O-DU as one matrix, [odus, R Nt, M Nr], and where V goes in its counterpart.
        by_odu = [np.flatnonzero(odu == u) for u in range(odus)]
        R = max(len(radios) for radios in by_odu)
        self.H_odu = np.zeros((odus, R, Nt, M * Nr), dtype=complex)
        place = np.zeros(network.L, dtype=int)
        for u, radios in enumerate(by_odu):
            self.H_odu[u, : len(radios)] = self.H_all[radios]
            place[radios] = np.arange(len(radios))
        self.H_odu = self.H_odu.reshape(odus, R * Nt, M * Nr)
        self.V_odu = np.zeros((odus, M * Ns, R, Nt), dtype=complex)
        self.writes = streams * R + place[:, None]
        # What other O-DUs contribute, as of the last D2: constant over a near-RT loop.
        remote = with_nobody(with_nobody(network.remote, 1), 2)
        remote = remote[np.arange(odus)[:, None, None], inverse[:, :, None], inverse[:, None, :]]
        self.remote = np.ascontiguousarray(remote.transpose(0, 2, 4, 1, 3)).reshape(odus, M * Ns, M * Nr)

    def near_rt_loop(self):
        """N_RT RT loops with the filters that came over E2."""
        # (19), (20).
        YH = self.filters @ self.weights
        self.X = (self.omega[:, None, None] * (YH @ hermitian(self.filters)))[self.users]
        self.YH = (self.omega[:, None, None] * YH)[self.users]
        for _ in range(self.network.rt_loops):
            self.rt_loop()

    def rt_loop(self):
        network = self.network
        L, Nt, Ns = network.L, network.Nt, network.Ns
        # A_l = sum of omega_i H_i^H X_i H_i: the users stacked, one product for each O-RU.
        G = (self.X @ self.H).reshape(L, -1, Nt)
        A = hermitian(self.H.reshape(L, -1, Nt)) @ G
        lam, D = np.linalg.eigh(A)
        in_range = lam > network.null_space * lam[:, -1:]
        lam = np.where(in_range, lam, 0)
        # (D^H B)^T without what comes from other O-RUs: rows are streams. B^T = Y^* H^*.
        rotation = D.conj()
        rotated = (self.YH.swapaxes(-1, -2) @ self.H.conj()).reshape(L, -1, Nt) @ rotation
        if not self.coordinated:
            self.V, self.xi = self.solve(lam, rotation, in_range, rotated)
            return
        # -Z_i,k,l = own product - T, and G^H times the own products is A V.
        rotated += lam[:, None, :] * (self.V @ rotation)
        coupling = G.conj() @ rotation
        T = self.sums()
        flat = T.reshape(-1)
        for wave in self.waves:
            right = rotated[wave] - flat.take(self.reads[wave]) @ coupling[wave]
            V, self.xi[wave] = self.solve(lam[wave], rotation[wave], in_range[wave], right)
            change = V - self.V[wave]
            self.V[wave] = V
            if wave is not self.waves[-1]:
                # Users of one wave in one O-DU are distinct, so no row is added to twice.
                T[self.rows[wave]] += change @ self.H_all[wave]

    def sums(self):
        """T (22), transposed: what other O-DUs contribute and this O-DU's O-RUs, [odus M Ns, M Nr]."""
        odus, _, R, Nt = self.V_odu.shape
        self.V_odu.reshape(-1, Nt)[self.writes] = self.V
        T = self.V_odu.reshape(odus, -1, R * Nt) @ self.H_odu + self.remote
        return T.reshape(-1, T.shape[-1])

    def solve(self, lam, rotation, in_range, rotated):
        """(28), then V = D (Lambda + xi)^-1 D^H B within P_max; everything transposed."""
        p_max = self.network.p_max
        phi = np.where(in_range, (rotated.real**2 + rotated.imag**2).sum(1), 0)
        xi = solve_multipliers(lam, phi, p_max)
        factor = np.divide(1, lam + xi[:, None], out=np.zeros_like(lam), where=phi > 0)
        V = (rotated * factor[:, None, :]) @ rotation.conj().swapaxes(-1, -2)
        power = (V.real**2 + V.imag**2).sum((1, 2))
        V *= np.sqrt(p_max / np.maximum(power, p_max))[:, None, None]
        return V, xi

    def precoders(self):
        """V_k,l [L, K, Nt, Ns] and xi_l [L]."""
        network = self.network
        L, K, Nt, Ns = network.L, network.K, network.Nt, network.Ns
        V = np.zeros((L, K + 1, Nt, Ns), dtype=complex)
        V[self.order[:, None], self.users] = self.V.reshape(L, -1, Ns, Nt).swapaxes(-1, -2)
        xi = np.zeros(L)
        xi[self.order] = self.xi
        return V[:, :K], xi
