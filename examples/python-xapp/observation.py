"""What E2 reports, put together for all users."""

import numpy as np
from closed_form import received_covariance
from messages import e2ap, e2sm
from tensors import read_complex, read_hermitian, read_real

# What to subscribe to, by network.observe of the scenario.
REPORT = {"neighbours": "NEIGHBOURS", "covariance": "COVARIANCE", "power": "POWER"}


class Observation:
    """Xi_k,k [K, N_r, N_s] and J_k [K, N_r, N_r] of all users."""

    def __init__(self, facts):
        """facts: what GET /scenario of the near-RT RIC says."""
        topology = facts["topology"]
        self.nr, self.ns = topology["Nr"], topology["Ns"]
        self.observed = len(topology["observed"][0])
        self.report = REPORT[facts["scenario"]["network"]["observe"]]
        self.xi = np.zeros((topology["K"], self.nr, self.ns), complex)
        self.j = np.zeros((topology["K"], self.nr, self.nr), complex)

    def read(self, value, slot):
        """Takes in one E2 node's report, as the SDL has it; False where it is gone or of another slot."""
        if value is None:
            return False
        indication = e2ap.RicIndication.FromString(value)
        if e2sm.IndicationHeader.FromString(indication.header).slot != slot:
            return False  # a newer one has taken its place; its notice is on the way
        report = e2sm.IndicationMessage.FromString(indication.message)
        mine, shape = list(report.users), (len(report.users), -1, self.nr, self.ns)
        # Of each user Xi_k,i for i in I_k, the user itself first; of the user alone unless under NEIGHBOURS.
        xi = read_complex(report.channel, shape)
        self.xi[mine] = xi[:, 0]
        if self.report == "COVARIANCE":
            self.j[mine] = read_hermitian(report.covariance, self.nr)
        else:
            self.j[mine] = received_covariance(xi)
        if self.report == "POWER":  # isotropic interference; p_k holds the noise, and so does J already
            self.j[mine] += (read_real(report.interference)[:, None, None] - 1) * np.eye(self.nr)
        return True
