"""deploy/k8s: valid by Kubernetes' own schemas, and by the rules that the rest of it rests on."""

import re
from typing import Any

import kubernetes_validate
import pytest

from tests.deploy.composition import composition
from tests.deploy.image import image
from tests.deploy.kustomization import Resource, build, containers
from tools.cluster import secrets
from tools.credentials import new_secrets
from tools.house import ROOT, SERVICES

K8S = ROOT / "deploy" / "k8s"
FOLDERS = ("base", "single-node", "production")
NAME, COMPONENT = "app.kubernetes.io/name", "app.kubernetes.io/component"


@pytest.fixture(params=FOLDERS)
def built(request: pytest.FixtureRequest) -> list[Resource]:
    return build(K8S / request.param)


def of_kind(resources: list[Resource], *kinds: str) -> list[Resource]:
    return [one for one in resources if one["kind"] in kinds]


def workloads(resources: list[Resource]) -> list[Resource]:
    return of_kind(resources, "Deployment", "StatefulSet", "Job")


def pod_of(workload: Resource) -> dict[str, Any]:
    pod: dict[str, Any] = workload["spec"]["template"]["spec"]
    return pod


@pytest.mark.parametrize("version", ["1.29", "1.32", "1.35"])
def test_everything_is_valid_by_the_schemas_of_kubernetes(
    built: list[Resource], version: str
) -> None:
    for resource in built:
        kubernetes_validate.validate(resource, version, strict=True)


def test_nothing_has_two_names(built: list[Resource]) -> None:
    names = [(one["kind"], one["metadata"]["name"]) for one in built]
    assert len(set(names)) == len(names)


def test_no_pod_runs_as_root_changes_its_files_or_gains_rights(built: list[Resource]) -> None:
    for workload in workloads(built):
        pod = pod_of(workload)
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            context = container["securityContext"]
            assert context["readOnlyRootFilesystem"] is True
            assert context["allowPrivilegeEscalation"] is False
            assert context["capabilities"]["drop"] == ["ALL"]
            assert container["resources"]["limits"]["memory"]


def test_servers_are_asked_whether_they_are_ready_and_alive(built: list[Resource]) -> None:
    for service in SERVICES:
        (server,) = containers(deployment(built, service.name))
        assert server["readinessProbe"]["httpGet"]["path"] == "/readyz"
        assert server["startupProbe"]["httpGet"]["path"] == "/readyz"
        assert server["livenessProbe"]["httpGet"]["path"] == "/healthz"
        for probe in ("readinessProbe", "livenessProbe", "startupProbe"):
            # By the pod's address alone they would be refused: it is none of ALLOWED_HOSTS.
            headers = server[probe]["httpGet"]["httpHeaders"]
            assert headers == [{"name": "Host", "value": "localhost"}]


def test_workers_are_alive_as_long_as_their_heart_beats(built: list[Resource]) -> None:
    for service in SERVICES:
        worker = "delivery" if service.name == "bus" else "pump"
        (container,) = containers(deployment(built, f"{service.name}-{worker}"))
        beat = container["livenessProbe"]["exec"]["command"]
        assert beat[-2:] == ["beats", "/tmp/heartbeat"]
        assert container["args"][-2:] == ["--heartbeat", "/tmp/heartbeat"]


def test_they_run_what_compose_runs_with_the_same_settings(built: list[Resource]) -> None:
    """But for what differs by place, and what the images bring themselves."""
    composed = composition(new_secrets())
    shared = next(
        one["data"] for one in of_kind(built, "ConfigMap") if one["metadata"]["name"] == "postbus"
    )
    given = secrets(new_secrets(), postgres="postgres")
    for workload in of_kind(built, "Deployment", "Job"):
        name = workload["metadata"]["name"]
        (container,) = containers(workload)
        assert container.get("args", []) == (composed[name].command if name != "gateway" else [])
        here = {one["name"]: one["value"] for one in container.get("env", [])}
        for source in container.get("envFrom", []):
            if "configMapRef" in source:
                here = dict(shared) | here
            else:
                (secret,) = (
                    one for one in given if one["metadata"]["name"] == source["secretRef"]["name"]
                )
                here = dict(secret["stringData"]) | here
        missing = composed[name].environment.keys() - here.keys() - BY_DEFAULT
        if workload["metadata"]["labels"][COMPONENT] != "server":
            missing -= {"GRANIAN_BACKPRESSURE"}
        if workload["kind"] == "Job":
            missing -= {"SINK_URL"}
        assert not missing, name


BY_DEFAULT = {"DEBUG", "LOG_LEVEL", "THROTTLE_WRITES"}
"""What compose says though it is the image's or the service's own default."""


def test_what_is_a_default_is_one() -> None:
    assert image("service", {"SERVICE": "posts"}).environment["DEBUG"] == "off"


def test_what_is_referred_to_is_there(built: list[Resource]) -> None:
    made = {(one["kind"], one["metadata"]["name"]) for one in built}
    made |= {
        ("Secret", one["metadata"]["name"]) for one in secrets(new_secrets(), postgres="postgres")
    }
    for workload in workloads(built):
        for container in containers(workload):
            for source in container.get("envFrom", []):
                for kind, reference in (("ConfigMap", "configMapRef"), ("Secret", "secretRef")):
                    if reference in source:
                        assert (kind, source[reference]["name"]) in made
        for volume in pod_of(workload).get("volumes", []):
            if "configMap" in volume:
                assert ("ConfigMap", volume["configMap"]["name"]) in made


def test_every_service_finds_its_pods(built: list[Resource]) -> None:
    pods = [one["spec"]["template"]["metadata"]["labels"] for one in workloads(built)]
    for kind in ("Service", "PodDisruptionBudget"):
        for one in of_kind(built, kind):
            selector = one["spec"]["selector"]
            wanted = selector.get("matchLabels", selector)
            chosen = [labels for labels in pods if wanted.items() <= labels.items()]
            assert len(chosen) == 1, one["metadata"]["name"]


def test_production_names_the_version_of_every_image() -> None:
    for workload in workloads(build(K8S / "production")):
        for container in containers(workload):
            assert re.search(r":[\w.]+$", container["image"])
            assert not container["image"].endswith((":latest", ":dev"))


def test_production_scales_its_servers_and_keeps_one_of_each_while_a_node_is_emptied() -> None:
    production = build(K8S / "production")
    scaled = {
        one["spec"]["scaleTargetRef"]["name"]
        for one in of_kind(production, "HorizontalPodAutoscaler")
    }
    assert scaled == {service.name for service in SERVICES}
    kept = {
        (labels[NAME], labels[COMPONENT])
        for one in of_kind(production, "PodDisruptionBudget")
        for labels in [one["spec"]["selector"]["matchLabels"]]
    }
    for one in of_kind(production, "Deployment"):
        labels = one["spec"]["template"]["metadata"]["labels"]
        assert (labels[NAME], labels[COMPONENT]) in kept
        assert one["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
        if one["metadata"]["name"] in scaled:
            assert "replicas" not in one["spec"]  # the autoscaler's to say
        else:
            assert one["spec"]["replicas"] == 2


def deployment(resources: list[Resource], name: str) -> Resource:
    (found,) = (one for one in of_kind(resources, "Deployment") if one["metadata"]["name"] == name)
    return found
