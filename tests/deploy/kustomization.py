"""What `kustomize build` makes of a folder, as far as deploy/k8s uses it; anything else is refused.

Names of ConfigMaps get no hash of their content, as kustomize gives them.
"""

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Resource = dict[str, Any]

KNOWN = {
    *("apiVersion", "kind", "namespace", "resources"),
    *("images", "configMapGenerator", "patches"),
}
WITHOUT_NAMESPACE = ("Namespace",)


def build(folder: Path) -> list[Resource]:
    """All resources of the folder. Raises AssertionError for what is not understood."""
    wanted = yaml.safe_load((folder / "kustomization.yaml").read_text())
    assert wanted.keys() <= KNOWN, wanted.keys() - KNOWN
    made = [one for name in wanted.get("resources", []) for one in _read(folder / name)]
    for generator in wanted.get("configMapGenerator", []):
        _generate(made, folder, **generator)
    for patch in wanted.get("patches", []):
        chosen = [one for one in made if _is_chosen(one, **patch["target"])]
        assert chosen, f"{folder}: nothing is patched by {patch}"
        for operation in yaml.safe_load((folder / patch["path"]).read_text()):
            for one in chosen:
                _apply(one, **copy.deepcopy(operation))
    for one in made:
        if "namespace" in wanted and one["kind"] not in WITHOUT_NAMESPACE:
            one["metadata"]["namespace"] = wanted["namespace"]
        for container in containers(one):
            for image in wanted.get("images", []):
                if container["image"].partition(":")[0] == image["name"]:
                    container["image"] = f"{image.get('newName', image['name'])}:{image['newTag']}"
    return made


def containers(resource: Resource) -> list[dict[str, Any]]:
    """The containers of the pods that it makes."""
    pod = resource.get("spec", {}).get("template", {}).get("spec", {})
    found: list[dict[str, Any]] = pod.get("containers", [])
    return found


def _read(path: Path) -> Iterator[Resource]:
    if path.is_dir():
        yield from build(path)
    else:
        yield from yaml.safe_load_all(path.read_text())


def _generate(
    made: list[Resource],
    folder: Path,
    name: str,
    files: tuple[str, ...] = (),
    literals: tuple[str, ...] = (),
    behavior: str = "create",
) -> None:
    data = {Path(file).name: (folder / file).read_text() for file in files}
    data |= dict(literal.split("=", 1) for literal in literals)
    known = [one for one in made if one["kind"] == "ConfigMap" and one["metadata"]["name"] == name]
    assert len(known) == (behavior == "merge"), f"{folder}: {behavior} {name}"
    for one in known:
        one["data"] |= data
    if not known:
        made.append(
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}
        )


def _is_chosen(
    resource: Resource, kind: str = ".*", name: str = ".*", labelSelector: str = ""
) -> bool:
    metadata = resource["metadata"]
    return (
        re.fullmatch(kind, resource["kind"]) is not None
        and re.fullmatch(name, metadata["name"]) is not None
        and _has(metadata.get("labels", {}), labelSelector)
    )


def _has(labels: dict[str, str], selector: str) -> bool:
    if not selector:
        return True
    if found := re.fullmatch(r"(\S+) in \((.*)\)", selector):
        return labels.get(found[1]) in re.split(r",\s*", found[2])
    label, sign, value = re.split(r"(!?=)", selector)
    return (labels.get(label) == value) == (sign == "=")


def _apply(resource: Resource, op: str, path: str, value: Any) -> None:
    """One operation of RFC 6902."""
    assert op in ("add", "replace"), op
    *way, last = path.split("/")[1:]
    place: Any = resource
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    assert isinstance(place, dict), path
    assert op == "add" or last in place, path
    place[last] = value
