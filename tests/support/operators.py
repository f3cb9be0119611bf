"""The objects of operators that the chart and its examples write, as JSON Schemas of what they use.

Fields, types and enumerations are those of the definitions that the operators install: KEDA's
config/crd/bases (keda.sh/v1alpha1), Strimzi's packaging/install/cluster-operator (kafka.strimzi.io/v1), and
the API reference of Elastic Cloud on Kubernetes. A field that is not listed is refused, as their API servers
drop it in silence.
"""

from collections.abc import Mapping
from typing import Any

import jsonschema

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_FREE: Schema = {"type": "object"}


def _object(required: str = "", **fields: Schema) -> Schema:
    """Make the schema of an object that has these fields and no other."""
    return {
        "type": "object",
        "properties": fields,
        "required": required.split(),
        "additionalProperties": False,
    }


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of, "minItems": 1}


def _one_of(values: str) -> Schema:
    return {"enum": values.split()}


_NAMED = _object("name", name=_TEXT)
_TRIGGER_OF_KAFKA = _object(
    "bootstrapServers consumerGroup topic lagThreshold",
    bootstrapServers=_TEXT,
    consumerGroup=_TEXT,
    topic=_TEXT,
    lagThreshold={"type": "string", "pattern": "^[1-9][0-9]*$"},
    sasl=_one_of("none plaintext scram_sha256 scram_sha512 gssapi oauthbearer"),
    username=_TEXT,
    tls=_one_of("enable disable"),
)
_ACL = _object(
    "resource operations",
    type=_one_of("allow deny"),
    resource=_object(
        "type",
        type=_one_of("topic group cluster transactionalId"),
        name=_TEXT,
        patternType=_one_of("literal prefix"),
    ),
    operations=_list(
        _one_of(
            "Read Write Create Delete Alter Describe ClusterAction AlterConfigs DescribeConfigs "
            "IdempotentWrite All"
        )
    ),
)
_LISTENER = _object(
    "name port type tls",
    name={"type": "string", "pattern": "^[a-z0-9]{1,11}$"},
    port={"type": "integer", "minimum": 9092},
    type=_one_of("internal route loadbalancer nodeport ingress cluster-ip"),
    tls={"type": "boolean"},
    authentication=_object("type", type=_one_of("tls scram-sha-512 custom")),
)
_VOLUME = _object(
    "type",
    id=_COUNT,
    type=_one_of("ephemeral persistent-claim"),
    size=_TEXT,
    kraftMetadata=_one_of("shared"),
)
_NODES = _object(
    "name count",
    name={"type": "string", "maxLength": 23},
    count=_COUNT,
    config=_FREE,
    podTemplate=_FREE,
    volumeClaimTemplates=_list(_FREE),
)

SPECS: Mapping[tuple[str, str], Schema] = {
    ("keda.sh/v1alpha1", "ScaledObject"): _object(
        "scaleTargetRef triggers",
        scaleTargetRef=_object("name", apiVersion=_TEXT, kind=_TEXT, name=_TEXT),
        minReplicaCount=_COUNT,
        maxReplicaCount=_COUNT,
        cooldownPeriod=_COUNT,
        pollingInterval=_COUNT,
        triggers=_list(
            _object(
                "type metadata", type=_one_of("kafka"), metadata=_TRIGGER_OF_KAFKA, authenticationRef=_NAMED
            )
        ),
    ),
    ("keda.sh/v1alpha1", "TriggerAuthentication"): _object(
        "secretTargetRef",
        secretTargetRef=_list(_object("parameter name key", parameter=_TEXT, name=_TEXT, key=_TEXT)),
    ),
    ("kafka.strimzi.io/v1", "KafkaNodePool"): _object(
        "replicas storage roles",
        replicas=_COUNT,
        roles=_list(_one_of("controller broker")),
        storage=_object("type", type=_one_of("ephemeral persistent-claim jbod"), volumes=_list(_VOLUME)),
        resources=_FREE,
    ),
    ("kafka.strimzi.io/v1", "Kafka"): _object(
        "kafka",
        kafka=_object(
            "listeners",
            listeners=_list(_LISTENER),
            authorization=_object("type", type=_one_of("simple custom")),
            config=_FREE,
            version=_TEXT,
        ),
        entityOperator=_object(topicOperator=_FREE, userOperator=_FREE),
    ),
    ("kafka.strimzi.io/v1", "KafkaTopic"): _object(
        topicName=_TEXT,
        partitions={"type": "integer", "minimum": 1},
        replicas={"type": "integer", "minimum": 1, "maximum": 32767},
        config=_FREE,
    ),
    ("kafka.strimzi.io/v1", "KafkaUser"): _object(
        authentication=_object("type", type=_one_of("tls tls-external scram-sha-512")),
        authorization=_object("type acls", type=_one_of("simple"), acls=_list(_ACL)),
    ),
    ("elasticsearch.k8s.elastic.co/v1", "Elasticsearch"): _object(
        "version nodeSets", version=_TEXT, nodeSets=_list(_NODES)
    ),
    ("kibana.k8s.elastic.co/v1", "Kibana"): _object(
        "version", version=_TEXT, count=_COUNT, elasticsearchRef=_NAMED
    ),
}


def validate(one: Mapping[str, Any]) -> None:
    """Hold an operator's object to its schema.

    Raises:
        KeyError: its kind is none of an operator's known here.
        jsonschema.ValidationError: it has a field too many, lacks one, or has one of another type.
    """
    spec = SPECS[one["apiVersion"], one["kind"]]
    whole = _object(
        "apiVersion kind metadata spec",
        apiVersion=_TEXT,
        kind=_TEXT,
        metadata={"type": "object", "required": ["name"]},
        spec=spec,
    )
    jsonschema.validate(one, whole)
