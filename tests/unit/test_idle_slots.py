"""Who may borrow a slot's core, and when it is given back."""

import multiprocessing
import os
import signal
import threading
from pathlib import Path

from verifier.engine.idle_slots import IdleSlots


def can_borrow(slot: IdleSlots) -> bool:
    with slot.borrow() as is_lent:
        return is_lent


def test_an_idle_slot_is_lent_and_a_busy_one_is_not(tmp_path: Path) -> None:
    one, other = IdleSlots(tmp_path, 0, 2), IdleSlots(tmp_path, 1, 2)

    assert can_borrow(one)
    with other.busy():
        assert not can_borrow(one)
    assert can_borrow(one)


def test_a_slot_is_lent_once(tmp_path: Path) -> None:
    slots = [IdleSlots(tmp_path, number, 3) for number in range(3)]

    with slots[0].borrow() as first, slots[0].borrow() as second:
        assert (first, second) == (True, True)
        assert not can_borrow(slots[0])
        assert can_borrow(slots[1])  # slot 0 says not that it is busy
        with slots[1].borrow() as third:
            assert third
            assert not can_borrow(slots[2])


def test_threads_of_one_slot_do_not_borrow_the_same(tmp_path: Path) -> None:
    slot = IdleSlots(tmp_path, 0, 2)
    found: list[bool] = []

    with slot.borrow():
        thread = threading.Thread(target=lambda: found.append(can_borrow(slot)))
        thread.start()
        thread.join()

    assert found == [False]


def test_a_slot_that_gets_a_job_waits_for_nobody(tmp_path: Path) -> None:
    one, other = IdleSlots(tmp_path, 0, 2), IdleSlots(tmp_path, 1, 2)

    with one.borrow() as is_lent, other.busy():
        assert is_lent
    with other.busy():
        assert not can_borrow(one)


def test_one_slot_has_nothing_to_borrow(tmp_path: Path) -> None:
    assert not can_borrow(IdleSlots(tmp_path, 0, 1))


def hold(folder: Path, ready: "multiprocessing.connection.Connection") -> None:
    slot = IdleSlots(folder, 1, 3)
    with slot.busy(), slot.borrow():
        ready.send("busy")
        signal.pause()


def test_a_killed_slot_holds_nothing(tmp_path: Path) -> None:
    slot = IdleSlots(tmp_path, 0, 2)
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=hold, args=(tmp_path, theirs)
    )
    process.start()
    assert ours.recv() == "busy"
    assert not can_borrow(slot)

    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()

    assert can_borrow(slot)
