"""What compose.yaml starts is unprivileged, and asks for what there is."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from verifier.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_service_has_no_privileges(name: str) -> None:
    service = SERVICES[name]

    assert not service.get("privileged")
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["read_only"] is True
    assert not service["user"].startswith("0")


def test_redis_and_workers_are_on_an_internal_network_alone() -> None:
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert SERVICES["redis"]["networks"] == SERVICES["worker"]["networks"] == ["inside"]
    assert "ports" not in SERVICES["redis"]
    assert SERVICES["api"]["ports"] == ["${VERIFIER_LISTEN:-127.0.0.1:8000}:8000"]


def test_variables_are_settings_and_hold_no_secret() -> None:
    known = {f"VERIFIER_{name.upper()}" for name in Settings.model_fields}
    for service in SERVICES.values():
        names = set(service.get("environment", {}))
        assert names <= known
        assert "VERIFIER_REDIS_URL" not in names
    for secret in SERVICES["worker"]["secrets"]:
        assert secret.upper() in known


def test_health_of_redis_is_waited_for() -> None:
    for name in ("api", "worker"):
        assert SERVICES[name]["depends_on"] == {
            "redis": {"condition": "service_healthy"}
        }
    assert SERVICES["redis"]["healthcheck"]["test"]
    assert "/health/live" in str(SERVICES["api"]["healthcheck"]["test"])


def test_profile_denies_the_kernel_and_leaves_what_boxes_need() -> None:
    profile = json.loads((ROOT / "deploy" / "seccomp.json").read_text())
    denied = {name for rule in profile["syscalls"] for name in rule["names"]}

    assert {"bpf", "ptrace", "kexec_load", "init_module", "io_uring_setup"} <= denied
    needed = {"clone", "clone3", "unshare", "mount", "umount2", "pivot_root", "setns"}
    assert not needed & denied
    assert {rule["action"] for rule in profile["syscalls"]} == {"SCMP_ACT_ERRNO"}


def test_redis_user_may_touch_our_keys_alone() -> None:
    text = (ROOT / "deploy" / "start-redis").read_text()

    assert "user default off" in text
    assert "appendonly yes" in text
    patterns = re.findall(r" ~(\S+)", text)
    assert patterns == ["verifier*", "_kombu*", "unacked*", "*pidbox*"]


def test_image_has_the_packages_that_set_up_installs() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    setup = (ROOT / "scripts" / "setup.sh").read_text()
    for group in ("BOX_PACKAGES", "LANGUAGE_PACKAGES"):
        listed = re.search(rf"{group}=\(([^)]*)\)", setup)
        assert listed
        for package in listed[1].split():
            assert package in dockerfile, package
