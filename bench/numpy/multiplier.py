"""dApp 1: the multiplier xi (28) of many O-RUs at once."""
import numpy as np

MOST_STEPS = 100


def solve_multipliers(lam, phi, p_max):
    """The xi >= 0 with sum of phi / (lam + xi)^2 = P_max, 0 where the power at 0 is within P_max.

    Newton's method on 1/sqrt(power), which from the left of the root never passes it: a batch needs no
    bracket, and is done when no O-RU is above P_max by more than rounding. lam and phi are [batch, Nt];
    phi is zero in the null space.
    """
    phi = phi / p_max
    # In the null space the terms must only stay finite.
    lam = np.where(phi > 0, lam, 1)
    ones = np.ones(lam.shape[-1])
    # The root lies right of sqrt(sum of phi) - the largest lam.
    xi = np.maximum(0, np.sqrt(phi @ ones) - lam.max(-1))
    for _ in range(MOST_STEPS):
        inverse = 1 / (lam + xi[:, None])
        terms = phi * inverse * inverse
        power = terms @ ones
        if not (power > 1 + 1e-14).any():
            break
        slope = np.maximum((terms * inverse) @ ones, 1e-300)
        # An O-RU within P_max at 0 is sent to the left, and stays at 0.
        xi = np.maximum(0, xi + power / slope * (np.sqrt(power) - 1))
    return xi
