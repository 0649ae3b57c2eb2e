"""Nodes join, leave, and are cut off during load; each job is done, once."""

import os
import signal
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.fleet import Fleet
from tests.faults.load import Load
from tests.faults.nodes import Node, network_node

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox, pytest.mark.timeout(500)]


@pytest.fixture
def nodes(stack: ExitStack) -> list[Node]:
    """Two nodes, each with a network of its own."""
    return [stack.enter_context(network_node()) for _ in range(2)]


@pytest.fixture
def fleet(stack: ExitStack, nodes: list[Node], tmp_path: Path) -> Fleet:
    """Redis that nodes can reach; after them, so that it ends before they do."""
    return Fleet(stack, tmp_path, is_open=True)


@pytest.mark.slow
def test_nodes_join_and_leave_during_load(fleet: Fleet, nodes: list[Node]) -> None:
    first, second = nodes
    leaving = fleet.start_worker(first.wrapper(), fleet.wrapped_url(first.host))
    load = Load(fleet.url, 40, pause_s=0.3)
    load.start()
    fleet.start_worker(second.wrapper(), fleet.wrapped_url(second.host))
    os.kill(leaving.pid, signal.SIGTERM)

    assert leaving.wait(60) == 0
    load.finish()
    assert not load.faults()
    assert not [sent.refusal for sent in load.sent if sent.refusal]
    with fleet.store() as redis:
        jobs = [f"verifier:job:{sent.job}" for sent in load.sent]
        assert {int(redis.hget(job, "attempts") or 0) for job in jobs} == {1}


@pytest.mark.slow
def test_node_that_is_cut_off_loses_nothing(fleet: Fleet, nodes: list[Node]) -> None:
    first, second = nodes
    fleet.start_worker(first.wrapper(), fleet.wrapped_url(first.host))
    jobs = [fleet.submit(3) for _ in range(4)]
    with fleet.store() as redis:
        while not redis.hlen("verifier:running"):
            time.sleep(0.05)
    first.cut_off()
    fleet.start_worker(second.wrapper(), fleet.wrapped_url(second.host))

    assert fleet.verdicts(jobs) == ["accepted"] * 4
    with fleet.store() as redis:
        kept = [redis.get(f"verifier:report:{job}") for job in jobs]
        first.join_again()
        after = [fleet.submit(0) for _ in range(4)]
        assert fleet.verdicts(after) == ["accepted"] * 4
        # What the first one had under way when it was cut off, it has ended since.
        assert [redis.get(f"verifier:report:{job}") for job in jobs] == kept
        assert not redis.hlen("verifier:running")
