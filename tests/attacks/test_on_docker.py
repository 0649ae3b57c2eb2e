"""One attack or two of each group, in boxes of the docker backend.

All of them: `pytest tests/attacks --sandbox docker`.
"""

from collections.abc import Iterator

import pytest

from sandboxes import Sandbox, SandboxOptions, known_backends
from tests.attacks.attack import assert_contained, find_attack, judge

ATTACKS = (
    "a_time/05_children_burn.py",
    "b_memory/20_child_killed_for_memory.py",
    "b_memory/21_fills_scratch.py",
    "c_processes/29_fork_bomb.py",
    "c_processes/41_inherited_descriptors.py",
    "d_output/42_floods_stdout.py",
    "e_files/56_reads_secrets.py",
    "e_files/57_reads_other_processes.py",
    "e_files/59_writes_to_the_system.py",
    "e_files/61_looks_for_docker.py",
    "e_files/63_leaves_files_for_the_next.py",
    "f_syscalls/68_makes_namespaces.py",
    "g_network/80_connects_to_the_world.py",
)


@pytest.fixture(scope="module")
def in_docker(
    docker_host: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sandbox]:
    options = SandboxOptions(
        cache=tmp_path_factory.mktemp("cache"), docker_host=docker_host
    )
    made = known_backends().get("docker")(options)
    yield made
    made.close()


@pytest.mark.sandbox
@pytest.mark.parametrize("path", ATTACKS)
def test_attack_is_contained(path: str, in_docker: Sandbox) -> None:
    attack = find_attack(path)

    assert_contained(attack, judge(attack, in_docker))
