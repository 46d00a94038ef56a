#!/usr/bin/python3
"""An xApp in Python: the closed form (16)-(17), once in every near-RT loop, for all users.

It joins a running testbed, and is put in force by `chorus swap`:

    ./scripts/chorus status --json | examples/python-xapp/xapp.py --testbed - &
    ./scripts/chorus swap xapp python-closed-form

docs/xapps-in-other-languages.md explains the conversation step by step.
"""

import argparse
import json
import signal
import sys
import time
import urllib.request

INSTALL = "sudo apt-get install -y python3-grpcio python3-redis python3-protobuf python3-numpy protobuf-compiler"
try:
    import grpc
    import redis
    from closed_form import receive_filter, weight
    from observation import Observation
    from ric import Ric
    from tensors import write_complex, write_hermitian
except (ImportError, FileNotFoundError) as missing:
    sys.exit(f"xapp.py: {missing}; type: {INSTALL}")

RETRY_S = 0.2
said = set()


def main():
    options = parse()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ric = Ric(options.xapp_api, options.name)
    host, port = options.redis.rsplit(":", 1)
    store = redis.Redis(host, int(port))
    away_since = time.monotonic()
    while True:
        try:
            for _ in follow(ric, store, scenario(options.ric)):
                away_since = None
        except (OSError, grpc.RpcError, redis.RedisError) as error:
            reason = error.details() if isinstance(error, grpc.RpcError) else error
            if isinstance(error, grpc.RpcError) and error.code() == grpc.StatusCode.FAILED_PRECONDITION:
                sys.exit(f"xapp.py: the near-RT RIC refused the subscription: {reason}")
            if away_since is None:
                away_since = time.monotonic()
                say(f"lost the near-RT RIC, trying again: {reason}")
            if time.monotonic() - away_since > options.patience_s:
                sys.exit(f"xapp.py: no near-RT RIC within {options.patience_s} s: {reason}")
            time.sleep(RETRY_S)


def scenario(ric):
    """Digest, scenario and topology of the testbed."""
    with urllib.request.urlopen(f"http://{ric}/scenario", timeout=5) as answer:
        return json.load(answer)


def follow(ric, store, facts):
    """Listens to one subscription and answers each complete set of reports; yields at every event."""
    observation = Observation(facts)
    notices = {}
    for event in ric.subscribe(facts["digest"], observation.report):
        yield event
        if event.HasField("subscribed"):
            say(f"subscribed to {observation.report} of {', '.join(event.subscribed.e2_nodes)}")
        if event.HasField("indication"):
            notice = event.indication
            notices[notice.e2_node_id] = notice
            if all(node in notices and notices[node].slot == notice.slot for node in facts["e2Nodes"]):
                decide(ric, store, facts, observation, notices)


def decide(ric, store, facts, observation, notices):
    """From the reports of all E2 nodes, one control for the next near-RT loop."""
    newest = notices[facts["e2Nodes"][0]]
    if 0 < facts["scenario"]["clock"]["near_rt_loops"] <= newest.near_rt_loop + 1:
        return  # the run is over (0: it runs until stopped)
    keys = [f"{{precoding}},{notices[node].sdl_key}" for node in facts["e2Nodes"]]
    if not all([observation.read(value, newest.slot) for value in store.mget(keys)]):
        return
    loading_db = facts["scenario"]["xapp"]["loading_db"]
    loading = 0 if loading_db is None else 10 ** (loading_db / 10)
    u = receive_filter(observation.j, loading, observation.xi)
    w = weight(u, observation.xi)
    users = range(len(u))
    outcome = ric.control(newest.near_rt_loop + 1, newest.slot, users, write_complex(u), write_hermitian(w))
    # Not awaited: an O-DU that does not answer must not hold up the next decision.
    outcome.add_done_callback(report)


def report(outcome):
    """Says what was refused, each reason once, and nothing of what was applied."""
    if outcome.code() is not grpc.StatusCode.OK:
        return say_once("control not delivered", outcome.details())
    for node in outcome.result().nodes:
        if node.HasField("cause"):
            who = node.e2_node_id or "the near-RT RIC"
            say_once(f"control refused by {who}: {node.cause.value}", node.cause.detail)


def say_once(what, detail):
    """Until the xApp is in force every control of its is refused."""
    if what not in said:
        said.add(what)
        say(f"{what} ({detail})")


def say(text):
    print(text, file=sys.stderr, flush=True)


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--testbed", metavar="FILE", help="addresses from `chorus status --json`; - for stdin")
    parser.add_argument("--ric", metavar="HOST:PORT", default="127.0.0.1:10000", help="HTTP (%(default)s)")
    parser.add_argument("--xapp-api", metavar="HOST:PORT", default="127.0.0.1:36422", help="gRPC (%(default)s)")
    parser.add_argument("--redis", metavar="HOST:PORT", default="127.0.0.1:6379", help="SDL (%(default)s)")
    parser.add_argument("--name", default="python-closed-form", help="name of the xApp (%(default)s)")
    parser.add_argument(
        "--patience-s", type=float, default=20, help="how long the RIC may be away (%(default)s)"
    )
    options = parser.parse_args()
    if options.testbed is not None:
        with open(0 if options.testbed == "-" else options.testbed, encoding="utf-8") as file:
            addresses = json.load(file)["addresses"]
        options.ric, options.xapp_api = addresses["http"]["near-rt-ric"], addresses["xappApi"]
        options.redis = addresses["redis"]
    return options


if __name__ == "__main__":
    main()
