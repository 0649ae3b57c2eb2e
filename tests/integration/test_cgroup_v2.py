"""The nsjail backend on cgroup v2, whatever this machine has.

One boot of `scripts/uml` runs `v2_probe.py`, which finds out the facts; the
tests here only look at them. Without that kernel they are skipped.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sandboxes import MIB, SandboxUnavailableError
from sandboxes.backends.jails.binaries import init_binary, programs

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.slow,
    pytest.mark.timeout(300),  # for the first, which boots; usually it takes 30
]

_PROJECT = Path(__file__).parents[2]
_CACHE = _PROJECT / ".tools" / "uml" / "cache"  # /tmp cannot be seen from there
_NO_KERNEL = 125

type Facts = dict[str, Any]


@pytest.fixture(scope="module")
def facts_by_place(pytestconfig: pytest.Config) -> Facts:
    """What the probe found out in each kind of cgroup."""
    try:
        init_binary(_CACHE)  # nothing can be written there
        programs(_CACHE)
        return _probe()
    except SandboxUnavailableError as error:
        if pytestconfig.getoption("--no-skip", default=False):
            raise
        pytest.skip(str(error))


def _probe() -> Facts:
    probe = [sys.executable, str(Path(__file__).with_name("v2_probe.py")), str(_CACHE)]
    with subprocess.Popen(
        [_PROJECT / "scripts" / "uml", "env", f"PYTHONPATH={_PROJECT}", *probe],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as uml:
        try:
            output, errors = uml.communicate()
        finally:
            uml.terminate()
    if uml.returncode == _NO_KERNEL:
        raise SandboxUnavailableError("cgroup v2", errors)
    assert uml.returncode == 0, output + errors
    facts: Facts = {}
    for line in output.splitlines():
        facts |= json.loads(line)
    return facts


@pytest.fixture(params=["machine", "service", "user"])
def facts(request: pytest.FixtureRequest, facts_by_place: Facts) -> Facts:
    """What the probe found out in one kind of cgroup that we may use."""
    found: Facts = facts_by_place[request.param]
    return found


def test_cgroup_v2_is_found_and_used(facts: Facts) -> None:
    assert facts["checks"]["cgroups"].startswith("cgroup v2: cpu, memory, processes")


def test_greeting_is_counted(facts: Facts) -> None:
    hello = facts["hello"]

    assert hello["stdout"] == "hello\n"
    assert hello["exit_code"] == 0
    assert 0 < hello["cpu_time_s"] < 5
    assert 100_000 < hello["peak_memory_bytes"] < 16 * MIB


@pytest.mark.parametrize("program", ["spin", "children_spin", "orphans_spin"])
def test_cpu_time_of_all_processes_is_limited(facts: Facts, program: str) -> None:
    spin = facts[program]

    assert spin["termination"] == "cpu_time_limit"
    assert 0.5 <= spin["cpu_time_s"] < 2


def test_sleep_is_ended_by_the_clock(facts: Facts) -> None:
    sleep = facts["sleep"]

    assert sleep["termination"] == "wall_time_limit"
    assert sleep["elapsed_s"] >= 0.5


def test_eater_of_memory_is_stopped(facts: Facts) -> None:
    eat = facts["eat_memory"]

    assert eat["termination"] == "memory_limit"
    assert 60 * MIB < eat["peak_memory_bytes"] <= 64 * MIB


def test_eater_of_memory_is_told_although_its_parent_ends_well(facts: Facts) -> None:
    eat = facts["child_eats_memory"]

    assert eat["stdout"] == "137\n"
    assert eat["termination"] == "memory_limit"


def test_scratch_space_counts_as_memory(facts: Facts) -> None:
    fill = facts["fill_scratch"]

    assert fill["termination"] == "memory_limit"
    assert fill["peak_memory_bytes"] <= 32 * MIB


def test_processes_are_limited(facts: Facts) -> None:
    count = facts["count_processes"]

    assert count["stdout"] == "1\n2\n3\n4\n5\n"  # and the shell is the sixth
    assert count["exit_code"] == 2


def test_fork_bomb_is_contained_and_the_box_goes_on(facts: Facts) -> None:
    bomb, after = facts["fork_bomb"], facts["still_well"]

    # Bombs that find no room die, and it may be the last ones.
    assert bomb["termination"] in ("cpu_time_limit", "wall_time_limit")
    assert after["exit_code"] == 0


def test_run_does_not_see_where_its_group_is(facts: Facts) -> None:
    assert facts["still_well"]["stdout"] == "0::/\n"


def test_forked_interpreter_is_in_the_group_of_its_run(facts: Facts) -> None:
    forked, eats = facts["forked"], facts["forked_eats"]

    assert forked["stdout"] == "0::/\n\n"
    assert 0 < forked["cpu_time_s"] < 5
    assert eats["termination"] == "memory_limit"
    assert eats["peak_memory_bytes"] <= 64 * MIB


def test_groups_are_removed_and_those_of_the_dead_are_swept(facts: Facts) -> None:
    of_processes = re.compile(r"verifier-\d")

    assert len(list(filter(of_processes.search, facts["groups_abandoned"]))) == 1
    assert not list(filter(of_processes.search, facts["groups_left"]))


@pytest.mark.parametrize(
    ("place", "home", "moved_to"),
    [
        ("machine", "0::/", "0::/"),
        ("service", "0::/service", "0::/service/verifier-main"),
        ("user", "0::/user", "0::/user/verifier-main"),
    ],
)
def test_service_makes_room_in_its_group(
    facts_by_place: Facts, place: str, home: str, moved_to: str
) -> None:
    facts = facts_by_place[place]

    assert facts["home"] == home
    assert facts["moved_to"] == moved_to


def test_group_that_was_not_handed_over_is_refused(facts_by_place: Facts) -> None:
    stranger = facts_by_place["stranger"]

    assert "cannot enforce cpu, memory, processes" in stranger["refusal"]
    assert "Delegate=yes" in stranger["refusal"]
    assert stranger["home"] == stranger["moved_to"] == "0::/stranger"
