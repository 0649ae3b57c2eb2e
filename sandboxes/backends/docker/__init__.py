"""The docker backend: a container is the jail, a tiny trusted init makes the runs.

A container takes half a second to start, so one serves many runs: see
`sandboxes.backends.jails`. `engine` talks to Docker, `launch` starts a container
with the init in it, `images` finds those that languages have.
"""

from sandboxes.backends.docker.backend import DockerSandbox

BACKENDS = (DockerSandbox,)

__all__ = ["BACKENDS", "DockerSandbox"]
