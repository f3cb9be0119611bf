"""The Helm chart, as helm rendered it: valid objects that may do little, and settings that exist."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml

from entente.desk.settings import DeskSettings
from entente.detector.settings import DetectorSettings
from entente.indexer.settings import IndexerSettings
from entente.ingest.settings import IngestSettings
from entente.local.artifacts import ELASTICSEARCH_VERSION
from entente.local.fleet import SERVICES
from entente.notifier.settings import NotifierSettings
from entente.runtime.search import SearchSettings
from entente.runtime.settings import RuntimeSettings
from entente.runtime.topics import config, manifests
from entente.tagger.settings import TaggerSettings
from support import operators
from support.deployed import HELM

Node = dict[str, Any]

KUBERNETES = "1.33"
SCHEMA = json.loads((HELM.CHART / "values.schema.json").read_text())
DEFAULTS = yaml.safe_load((HELM.CHART / "values.yaml").read_text())
FULL = yaml.safe_load(HELM.VALUES["full"].read_text())
SETTINGS: dict[str, type[RuntimeSettings]] = {
    "desk": DeskSettings,
    "detector": DetectorSettings,
    "indexer": IndexerSettings,
    "ingest": IngestSettings,
    "notifier": NotifierSettings,
    "tagger": TaggerSettings,
    "tools": SearchSettings,
}


def _text(name: str) -> str:
    return str((HELM.HERE / "rendered" / f"{name}.yaml").read_text(encoding="utf-8"))


def _examples() -> list[Node]:
    files = (HELM.HERE / "examples" / name for name in ("strimzi.yaml", "eck.yaml"))
    return [one for file in files for one in yaml.safe_load_all(file.read_text(encoding="utf-8"))]


RENDERED: dict[str, list[Node]] = {
    name: [one for one in yaml.safe_load_all(_text(name)) if one] for name in HELM.VALUES
}
OBJECTS = [
    pytest.param(one, id=f"{name}-{one['kind']}-{one['metadata']['name']}")
    for name, objects in RENDERED.items()
    for one in objects
    if name == "default" or one not in RENDERED["default"]
]
EXAMPLES = [pytest.param(one, id=f"{one['kind']}-{one['metadata']['name']}") for one in _examples()]
PODS = [
    pytest.param(one, id=f"{name}-{one['metadata']['name']}")
    for name, objects in RENDERED.items()
    for one in objects
    if one["kind"] in {"Deployment", "StatefulSet", "Job"}
]


@pytest.mark.parametrize("name", HELM.VALUES)
def test_what_is_rendered_is_of_this_chart(name: str) -> None:
    """A change of the chart that nobody rendered is seen; `make chart` does it."""
    assert _text(name).startswith(HELM.head(HELM.VALUES[name]))


@pytest.mark.parametrize("one", OBJECTS)
def test_every_object_is_valid(one: Node) -> None:
    """Each object of Kubernetes' own meets its published schema, each of KEDA's what it may hold."""
    if one["apiVersion"].startswith("keda.sh/"):
        operators.validate(one)
    else:
        kubernetes_validate.validate(one, KUBERNETES, strict=True)


@pytest.mark.parametrize("one", EXAMPLES)
def test_every_example_is_valid(one: Node) -> None:
    """What is written for Strimzi and Elastic's operator holds what these may hold."""
    operators.validate(one)


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("ScaledObject", {"minReplicas": 1}, "'minReplicas' was unexpected"),
        ("ScaledObject", {"triggers": []}, "non-empty"),
        ("KafkaTopic", {"partitions": 0}, "less than the minimum"),
        ("KafkaUser", {"authentication": {"type": "scram-sha-256"}}, "is not one of"),
        ("Elasticsearch", {"nodeSets": [{"name": "all"}]}, "'count' is a required property"),
    ],
)
def test_an_operators_object_that_cannot_work_is_refused(kind: str, change: Node, said: str) -> None:
    """A field too many, an empty list, a wrong number or name: each is seen here, not on the cluster."""
    one = next(o for o in [*RENDERED["full"], *_examples()] if o["kind"] == kind)
    with pytest.raises(jsonschema.ValidationError, match=said):
        operators.validate({**one, "spec": {**one["spec"], **change}})


@pytest.mark.parametrize("one", PODS)
def test_a_pod_may_do_what_restricted_lets_it(one: Node) -> None:
    """No root, no capability, nothing writable but what is mounted, no token, memory bounded."""
    pod = one["spec"]["template"]["spec"]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    (container,) = pod["containers"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert "memory" in container["resources"]["limits"]
    assert container["image"].count(":") == 1
    assert one["kind"] == "Job" or {"startupProbe", "livenessProbe", "readinessProbe"} <= set(container)


@pytest.mark.parametrize("one", PODS)
def test_a_pod_sets_what_its_service_knows(one: Node) -> None:
    """Each variable is a setting of that service, and a file that one names lies in a volume there."""
    pod = one["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    service = one["spec"]["template"]["metadata"]["labels"]["app.kubernetes.io/name"]
    known = SETTINGS[service].model_fields
    mounted = tuple(mount["mountPath"] for mount in container["volumeMounts"])
    for variable in container["env"]:
        name = variable["name"].removeprefix("ENTENTE_").lower()
        assert name in known or name.removesuffix("_file") in known, name
        if name.endswith("_file"):
            assert variable["value"].startswith(mounted)
    volumes = {volume["name"] for volume in pod["volumes"]} | {
        claim["metadata"]["name"] for claim in one["spec"].get("volumeClaimTemplates", ())
    }
    assert {mount["name"] for mount in container["volumeMounts"]} == volumes


@pytest.mark.parametrize("name", RENDERED)
def test_the_fleet_is_whole(name: str) -> None:
    """Six services, each under a network policy, and what selects pods selects some."""
    labels = [
        one["spec"]["template"]["metadata"]["labels"]
        for one in RENDERED[name]
        if one["kind"] in {"Deployment", "StatefulSet", "Job"}
    ]
    assert {one["app.kubernetes.io/name"] for one in labels} == {*SERVICES, "tools"}
    selectors = list(_selectors(RENDERED[name]))
    assert sum(kind == "NetworkPolicy" for kind, _ in selectors) == len(SERVICES) + 1
    for kind, selector in selectors:
        assert any(selector.items() <= one.items() for one in labels), (kind, selector)


def _selectors(objects: list[Node]) -> Iterator[tuple[str, Node]]:
    for one in objects:
        if one["kind"] == "NetworkPolicy":
            yield one["kind"], one["spec"]["podSelector"]["matchLabels"]
        elif one["kind"] == "Service":
            yield one["kind"], one["spec"]["selector"]
        elif "selector" in one.get("spec", {}):
            yield one["kind"], one["spec"]["selector"]["matchLabels"]


@pytest.mark.parametrize("name", RENDERED)
def test_the_taggers_shards_are_its_pods(name: str) -> None:
    """As many pods as shards, each with its own number: any other count would leave articles unread."""
    (tagger,) = (
        one
        for one in RENDERED[name]
        if one["metadata"]["name"] == "entente-tagger" and one["kind"] == "StatefulSet"
    )
    (container,) = tagger["spec"]["template"]["spec"]["containers"]
    variables = {one["name"]: one for one in container["env"]}
    assert variables["ENTENTE_SHARDS"]["value"] == str(tagger["spec"]["replicas"])
    pointed = variables["ENTENTE_SHARD"]["valueFrom"]["fieldRef"]["fieldPath"]
    assert pointed == "metadata.labels['apps.kubernetes.io/pod-index']"


def test_no_more_consumers_than_partitions() -> None:
    """What KEDA may add, and what stands without it, all have partitions to read."""
    partitions = {"detector": manifests()["signals"].partitions, "indexer": manifests()["signals"].partitions}
    for service, most in partitions.items():
        assert DEFAULTS["keda"][f"{service}Most"] <= most
        assert DEFAULTS[service]["replicas"] <= most
    assert DEFAULTS["tagger"]["shards"] <= manifests()["articles.raw"].partitions
    scaled = [one["spec"] for one in RENDERED["full"] if one["kind"] == "ScaledObject"]
    topics = {one["triggers"][0]["metadata"]["topic"] for one in scaled}
    assert topics <= set(manifests())
    sets = {one["metadata"]["name"]: one for one in RENDERED["full"] if "replicas" in one.get("spec", {})}
    assert not {one["scaleTargetRef"]["name"] for one in scaled} & set(sets)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kafka": {**DEFAULTS["kafka"], "username": ""}}, "'' should be non-empty"),
        ({"kafka": {**DEFAULTS["kafka"], "bootstrapServers": "kafka"}}, "'kafka' does not match"),
        ({"tagger": {"shards": 0}}, "0 is less than the minimum of 1"),
        ({"image": {"tag": "latest"}}, "should not be valid"),
        ({"detectors": {}}, "'detectors' was unexpected"),
        ({"elasticsearch": {"url": "es:9200", "keys": DEFAULTS["elasticsearch"]["keys"]}}, "does not match"),
        ({"elasticsearch": {"url": "https://es:9200", "keys": {}}}, "is a required property"),
        ({"ingest": {"feeds": [{"url": "https://feeds.example/"}]}}, "'source' is a required property"),
    ],
)
def test_values_that_cannot_work_are_refused(values: Node, said: str) -> None:
    """Helm holds values to the schema before it renders: what is misspelt or missing is named."""
    for good in (DEFAULTS, {**DEFAULTS, **FULL}):
        jsonschema.Draft7Validator(SCHEMA).validate(good)
    with pytest.raises(jsonschema.ValidationError, match=said):
        jsonschema.Draft7Validator(SCHEMA).validate({**DEFAULTS, **values})


def test_the_examples_are_of_what_the_tests_run() -> None:
    """Strimzi's topic is its manifest's, and Elasticsearch's version that of the tests."""
    strimzi = list(yaml.safe_load_all((HELM.HERE / "examples" / "strimzi.yaml").read_text()))
    (topic,) = (one for one in strimzi if one["kind"] == "KafkaTopic")
    manifest = manifests()[topic["metadata"]["name"]]
    assert topic["spec"]["config"] == config(manifest)
    assert topic["spec"]["partitions"] == manifest.partitions
    eck = yaml.safe_load_all((HELM.HERE / "examples" / "eck.yaml").read_text())
    assert {one["spec"]["version"] for one in eck} == {ELASTICSEARCH_VERSION}
