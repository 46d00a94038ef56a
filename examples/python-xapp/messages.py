"""Chorus's messages as Python classes: protoc makes them from proto/ when this is imported."""

import pathlib
import subprocess
import sys
import tempfile

PROTO = pathlib.Path(__file__).resolve().parents[2] / "proto"
FILES = [path.name for path in PROTO.glob("*.proto")]

with tempfile.TemporaryDirectory() as folder:
    subprocess.run(["protoc", f"--proto_path={PROTO}", f"--python_out={folder}", *FILES], check=True)
    sys.path.insert(0, folder)
    import e2ap_pb2 as e2ap
    import e2sm_precoding_pb2 as e2sm
    import xapp_pb2 as xapp

    sys.path.remove(folder)

__all__ = ["e2ap", "e2sm", "xapp"]
