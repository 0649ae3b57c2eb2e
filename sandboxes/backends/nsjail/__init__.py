"""The nsjail backend: nsjail makes the jail, a tiny trusted init makes the runs.

nsjail costs some milliseconds a start, so one jail (`launch`) serves many runs:
see `sandboxes.backends.jails`.
"""

from sandboxes.backends.nsjail.backend import NsjailSandbox

BACKENDS = (NsjailSandbox,)

__all__ = ["BACKENDS", "NsjailSandbox"]
