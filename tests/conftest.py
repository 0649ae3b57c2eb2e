"""What tests of several folders share: a real backend, as a fixture.

Tests run on the backend that `--sandbox` names; those marked `every_backend` run on
every real one unless it names one.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from sandboxes import (
    Sandbox,
    SandboxOptions,
    SandboxUnavailableError,
    known_backends,
)
from tests.engine import NoEngineError, started_engine

REAL_BACKENDS = sorted(set(known_backends().names) - {"stub"})
_DEFAULT = "nsjail"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--no-skip",
        action="store_true",
        help="fail, where tests would be skipped for want of a sandbox",
    )
    parser.addoption(
        "--sandbox",
        choices=REAL_BACKENDS,
        help=f"the backend to test; without, {_DEFAULT} and a part of the others",
    )
    parser.addoption(
        "--docker-host",
        help="a Docker engine to use; without, the tests start their own",
    )
    parser.addoption(
        "--docker-runtime",
        default="runc",
        help="the runtime of the docker backend's boxes",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend_name" not in metafunc.fixturenames:
        return
    chosen = metafunc.config.getoption("--sandbox")
    names = [chosen or _DEFAULT]
    if not chosen and metafunc.definition.get_closest_marker("every_backend"):
        names = REAL_BACKENDS
    metafunc.parametrize("backend_name", names, scope="session")


@pytest.fixture(scope="session")
def docker_host(pytestconfig: pytest.Config) -> Iterator[str]:
    """Where a Docker engine listens."""
    given = pytestconfig.getoption("--docker-host")
    if given:
        yield given
        return
    try:
        with started_engine() as host:
            yield host
    except NoEngineError as error:
        if pytestconfig.getoption("--no-skip"):
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def backend(backend_name: str) -> type[Sandbox]:
    """The backend that is tested."""
    return known_backends().get(backend_name)


@pytest.fixture(scope="session")
def sandbox_options(
    backend_name: str,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> SandboxOptions:
    """Options that keep what is built once for the whole session."""
    options = SandboxOptions(cache=tmp_path_factory.mktemp("sandbox-cache"))
    if backend_name != "docker":
        return options
    return replace(
        options,
        docker_host=request.getfixturevalue("docker_host"),
        docker_runtime=request.config.getoption("--docker-runtime"),
    )


@pytest.fixture(scope="session")
def sandbox(
    backend: type[Sandbox],
    sandbox_options: SandboxOptions,
    pytestconfig: pytest.Config,
) -> Iterator[Sandbox]:
    """A sandbox of the backend that is tested, shared by all tests."""
    made = backend(sandbox_options)
    try:
        with made.open():
            pass
    except SandboxUnavailableError as error:
        if pytestconfig.getoption("--no-skip"):
            raise
        pytest.skip(str(error))
    yield made
    made.close()


@pytest.fixture
def own_sandbox(
    sandbox: Sandbox, backend: type[Sandbox], sandbox_options: SandboxOptions
) -> Iterator[Sandbox]:
    """A sandbox that a test may break, or close."""
    made = backend(sandbox_options)
    yield made
    made.close()
