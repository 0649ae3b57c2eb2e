"""What tests of several folders share: every real backend, as a fixture."""

from collections.abc import Iterator

import pytest

from sandboxes import (
    Sandbox,
    SandboxOptions,
    SandboxUnavailableError,
    known_backends,
)

REAL_BACKENDS = sorted(set(known_backends().names) - {"stub"})


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--no-skip",
        action="store_true",
        help="fail, where tests would be skipped for want of a sandbox",
    )


@pytest.fixture(scope="session", params=REAL_BACKENDS)
def backend(request: pytest.FixtureRequest) -> type[Sandbox]:
    """Every real backend, one after another."""
    return known_backends().get(request.param)


@pytest.fixture(scope="session")
def sandbox_options(tmp_path_factory: pytest.TempPathFactory) -> SandboxOptions:
    """Options that keep what is built once for the whole session."""
    return SandboxOptions(cache=tmp_path_factory.mktemp("sandbox-cache"))


@pytest.fixture(scope="session")
def sandbox(
    backend: type[Sandbox],
    sandbox_options: SandboxOptions,
    pytestconfig: pytest.Config,
) -> Iterator[Sandbox]:
    """A sandbox of every real backend, shared by all tests."""
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
