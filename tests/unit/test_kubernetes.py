"""The manifests are what Kubernetes' own schemas say, and ask for what there is."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import kubernetes_validate
import pytest
import yaml

from verifier.api import operations
from verifier.api.doors import OPEN_PATHS
from verifier.settings import Settings

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "kubernetes"
OBJECTS: dict[tuple[str, str], dict[str, Any]] = {
    (made["kind"], made["metadata"]["name"]): made
    for path in sorted(FOLDER.glob("*.yaml"))
    for made in yaml.safe_load_all(path.read_text())
}
OWN = {place for place in OBJECTS if place[0] != "ScaledObject"}
PODS = {
    name: made["spec"]["template"]
    for (_, name), made in OBJECTS.items()
    if "template" in made["spec" if "spec" in made else "metadata"]
}
SCALED = OBJECTS["ScaledObject", "verifier-worker"]["spec"]
VERSIONS = ["1.33", kubernetes_validate.latest_version()]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("place", sorted(OWN), ids="/".join)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_object_is_what_the_schema_says(place: tuple[str, str], version: str) -> None:
    kubernetes_validate.validate(OBJECTS[place], version, strict=True)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_schema_knows_what_is_wrong() -> None:
    broken = {**OBJECTS["Service", "redis"], "spec": {"port": 1}}

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, VERSIONS[0], strict=True)


def test_all_parts_are_there() -> None:
    assert set(PODS) == {"redis", "verifier-api", "verifier-worker"}


@pytest.mark.parametrize("name", sorted(PODS))
def test_pod_has_no_privileges(name: str) -> None:
    pod = PODS[name]["spec"]
    [container] = pod["containers"]
    rights = container["securityContext"]

    assert pod["automountServiceAccountToken"] is False
    assert pod["enableServiceLinks"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert rights["allowPrivilegeEscalation"] is False
    assert rights["readOnlyRootFilesystem"] is True
    assert rights["capabilities"] == {"drop": ["ALL"]}
    assert "privileged" not in rights
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod)
    # A whole /proc is for those alone whose root is nobody on the node.
    assert ("procMount" in rights) is (pod.get("hostUsers") is False)


@pytest.mark.parametrize("name", sorted(PODS))
def test_selectors_find_their_pods(name: str) -> None:
    [made] = [o for (_, n), o in OBJECTS.items() if n == name and "template" in str(o)]

    assert made["spec"]["selector"]["matchLabels"] == {"app": name}
    assert made["spec"]["template"]["metadata"]["labels"] == {"app": name}


@pytest.mark.parametrize("name", ["verifier-api", "verifier-worker"])
def test_variables_are_settings_and_hold_no_secret(name: str) -> None:
    known = {f"VERIFIER_{field.upper()}" for field in Settings.model_fields}
    [container] = PODS[name]["spec"]["containers"]
    names = {variable["name"] for variable in container["env"]}

    assert names <= known
    assert "VERIFIER_REDIS_URL" not in names
    volumes = {volume["name"]: volume for volume in PODS[name]["spec"]["volumes"]}
    [item] = volumes["secrets"]["secret"]["items"]
    assert item["path"].upper() in known
    mounts = {mount["name"] for mount in container["volumeMounts"]}
    assert mounts == set(volumes)


def test_requirements_are_settings_that_hold() -> None:
    [container] = PODS["verifier-worker"]["spec"]["containers"]
    values = {v["name"]: v["value"] for v in container["env"]}
    fields = {
        name.removeprefix("VERIFIER_").lower(): text for name, text in values.items()
    }

    settings = Settings.model_validate(fields)

    assert settings.engine == "celery"
    assert settings.slot_count() == int(container["resources"]["requests"]["cpu"])


def test_worker_may_end_what_it_does() -> None:
    grace_s = PODS["verifier-worker"]["spec"]["terminationGracePeriodSeconds"]

    assert grace_s > Settings.model_fields["max_wall_time_s"].default
    api_s = PODS["verifier-api"]["spec"]["terminationGracePeriodSeconds"]
    assert api_s > Settings.model_fields["drain_s"].default


def test_scaling_asks_for_what_the_api_answers() -> None:
    [trigger] = SCALED["triggers"]
    url = urlsplit(trigger["metadata"]["url"])
    service = OBJECTS["Service", "verifier-api"]

    assert SCALED["scaleTargetRef"]["name"] in PODS
    assert "replicas" not in OBJECTS["Deployment", "verifier-worker"]["spec"]
    assert trigger["type"] == "metrics-api"
    assert (url.hostname or "").split(".")[0] == service["metadata"]["name"]
    assert url.port == service["spec"]["ports"][0]["port"]
    assert url.path in OPEN_PATHS  # KEDA shows no key
    assert trigger["metadata"]["valueLocation"] in operations.Load.model_fields
    assert float(trigger["metadata"]["targetValue"]) > 0
    assert set(SCALED) <= {
        *("scaleTargetRef", "pollingInterval", "cooldownPeriod", "minReplicaCount"),
        *("maxReplicaCount", "fallback", "advanced", "triggers"),
    }


def test_probes_ask_for_what_there_is() -> None:
    [container] = PODS["verifier-api"]["spec"]["containers"]
    paths = {route.path for route in operations.router.routes if hasattr(route, "path")}
    for probe in ("livenessProbe", "readinessProbe"):
        assert container[probe]["httpGet"]["path"] in paths & OPEN_PATHS


def test_redis_is_started_as_in_compose() -> None:
    config = OBJECTS["ConfigMap", "redis-start"]["data"]["start-redis"]

    assert config == (ROOT / "deploy" / "start-redis").read_text()


def test_redis_is_reached_by_those_alone_who_need_it() -> None:
    policy = OBJECTS["NetworkPolicy", "redis"]["spec"]
    [rule] = policy["ingress"]
    apps = {p["podSelector"]["matchLabels"]["app"] for p in rule["from"]}

    assert apps == {"verifier-api", "verifier-worker"}
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    assert "egress" not in policy
    assert "ingress" not in OBJECTS["NetworkPolicy", "verifier-worker"]["spec"]


def test_no_secret_is_in_the_files() -> None:
    for path in FOLDER.glob("*.yaml"):
        assert not re.search(r"kind: Secret\b|vk_[0-9a-f]{8}", path.read_text())
