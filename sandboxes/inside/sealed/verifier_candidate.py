"""The candidate's side of a sealed test: loads the program and serves it.

usage: candidate.py SOURCE; descriptor 4 is read, 5 is written.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import verifier_peer as wire
from verifier_served import Candidate

sys.path.pop(0)

_READ_FD, _WRITE_FD = 4, 5
_MOST_BYTES = 1 << 30


def main():
    line = wire.Line(_READ_FD, _WRITE_FD, _MOST_BYTES)
    here = wire.Peer(line)
    sys.path.insert(0, os.getcwd())
    here.number_of(Candidate(sys.argv[1]))
    sys.setrecursionlimit(sys.getrecursionlimit() + 200)  # what serving takes
    here.serve()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
    os._exit(0)


main()
