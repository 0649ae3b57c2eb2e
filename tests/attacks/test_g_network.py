"""Attacks on the network: 80 to 84.

83: a task cannot ask for a loopback interface, so there is none.
"""

import secrets
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import ValidationError

from sandboxes import Sandbox
from tests.attacks.attack import (
    CONTAINED,
    assert_contained,
    find_attack,
    judge,
)
from verifier.messages import VerificationRequest


@pytest.fixture
def tcp_server() -> Iterator[socket.socket]:
    """A service of this machine that listens on its loopback."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server


@pytest.fixture
def abstract_server() -> Iterator[socket.socket]:
    """A service of this machine with an abstract name."""
    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(f"\0attack-82-{secrets.token_hex(8)}")
        server.listen()
        yield server


@pytest.fixture
def named_server(tmp_path: Path) -> Iterator[socket.socket]:
    """A service of this machine whose name anybody may use."""
    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(str(tmp_path / "server"))
        (tmp_path / "server").chmod(0o777)
        server.listen()
        yield server


def assert_nobody_came(*servers: socket.socket) -> None:
    for server in servers:
        server.setblocking(False)  # noqa: FBT003 - the standard library's own
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.sandbox
@pytest.mark.parametrize("name", ["80_connects_to_the_world.py", "83_serves_itself.py"])
def test_network_ends_at_the_box(name: str, sandbox: Sandbox) -> None:
    attack = find_attack(f"g_network/{name}")

    report = judge(attack, sandbox)

    assert_contained(attack, report)


@pytest.mark.sandbox
def test_services_of_the_machine_cannot_be_reached(
    sandbox: Sandbox, tcp_server: socket.socket
) -> None:
    attack = find_attack("g_network/81_connects_to_the_machine.py")
    port = tcp_server.getsockname()[1]

    report = judge(attack, sandbox, [{**CONTAINED, "args": [str(port)]}])

    assert_contained(attack, report)
    assert_nobody_came(tcp_server)


@pytest.mark.sandbox
def test_local_sockets_of_the_machine_cannot_be_reached(
    sandbox: Sandbox, abstract_server: socket.socket, named_server: socket.socket
) -> None:
    attack = find_attack("g_network/82_connects_to_unix_sockets.py")
    abstract = abstract_server.getsockname().lstrip(b"\0").decode()
    args = [abstract, named_server.getsockname()]

    report = judge(attack, sandbox, [{**CONTAINED, "args": args}])

    assert_contained(attack, report)
    assert_nobody_came(abstract_server, named_server)


@pytest.mark.parametrize("field", ["callback_url", "webhook", "enable_network"])
def test_request_cannot_make_the_service_call_out(field: str) -> None:
    request = {
        "submission": {"language": "python", "source": ""},
        "test_cases": [CONTAINED],
        field: "http://169.254.169.254/",
    }

    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        VerificationRequest.model_validate(request)
