#!/usr/bin/env python3
"""Table I's computations in NumPy, for bench/table1: JSON lines in, JSON lines out.

    {"network": {...}}   takes a network; says which NumPy and which BLAS
    {"run": SCHEME}      one near-RT loop from the network's state: its U, W, V and xi
    {"time": SCHEME}     one more near-RT loop: its processor time [ms]
"""
import ctypes
import json
import os
import sys
import time

import numpy as np

from closed_form import ClosedForm
from distributed import Distributed
from network import Network, reals
from rzf import CentralRzf, ClusterRzf, LocalRzf

# By scheme: its xApp, or None, and its precoder.
SCHEMES = {
    'proposed': (ClosedForm, lambda network: Distributed(network, coordinated=True)),
    # The same without waves: the O-DUs side by side, each of them O-RU after O-RU.
    'proposed in turn': (ClosedForm, lambda network: Distributed(network, coordinated=True, in_turn=True)),
    'drl-wmmse': (ClosedForm, lambda network: Distributed(network, coordinated=False)),
    'c-rzf': (None, CentralRzf),
    'd-rzf': (None, LocalRzf),
    'p-rzf': (None, ClusterRzf),
}


class Scheme:
    def __init__(self, name, network):
        xapp, precoder = SCHEMES[name]
        self.xapp = None if xapp is None else xapp(network)
        self.precoder = precoder(network)
        self.filters = None

    def near_rt_loop(self):
        """The xApp, then N_RT RT loops of the dApps."""
        if self.xapp is not None:
            self.filters = self.xapp.near_rt_loop()
        self.precoder.near_rt_loop()

    def results(self):
        V, xi = self.precoder.precoders()
        U, W = (None, None) if self.filters is None else map(reals, self.filters)
        return {'U': U, 'W': W, 'V': reals(V), 'xi': None if xi is None else xi.tolist()}


def blas():
    """The BLAS that this process has loaded, and the processor that an OpenBLAS takes this one for."""
    with open('/proc/self/maps', encoding='utf-8') as maps:
        paths = {line.split()[-1] for line in maps if 'blas' in line}
    # Debian's libblas.so.3 is a door to libopenblas.
    paths = sorted(paths, key=lambda path: ('openblas' not in os.path.basename(path), path))
    for path in paths:
        corename = getattr(ctypes.CDLL(path), 'openblas_get_corename', None)
        if corename is not None:
            corename.restype = ctypes.c_char_p
            return f"{os.path.basename(path)} ({corename().decode()})"
    return ' '.join(map(os.path.basename, paths))


def main():
    network, schemes = None, {}
    for line in sys.stdin:
        request = json.loads(line)
        if 'network' in request:
            network, schemes = Network(request['network']), {}
            answer = {'numpy': np.__version__, 'blas': blas()}
        elif 'run' in request:
            scheme = schemes[request['run']] = Scheme(request['run'], network)
            scheme.near_rt_loop()
            answer = scheme.results()
        else:
            scheme = schemes[request['time']]
            start = time.process_time()
            scheme.near_rt_loop()
            answer = {'ms': 1000 * (time.process_time() - start)}
        print(json.dumps(answer), flush=True)


if __name__ == '__main__':
    main()
