"""The nsjail backend: nsjail makes the box, a tiny trusted init makes the runs.

nsjail costs some milliseconds a start, so one jail (`launch`) serves many
runs: inside it the init (`sandboxes/inside/init`) starts each run in fresh
process, mount and IPC namespaces. Ceilings and figures are the kernel's, from
a cgroup per run (`cgroups`); the host side (`supervise`) only reads pipes and
decides when to say KILL.
"""

from sandboxes.backends.nsjail.sandbox import NsjailSandbox

BACKENDS = (NsjailSandbox,)

__all__ = ["BACKENDS", "NsjailSandbox"]
