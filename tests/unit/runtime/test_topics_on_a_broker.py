"""Manifests against what stands on a broker."""

import msgspec
import pytest

from entente.contracts.errors import Misconfigured
from entente.runtime.records import Outgoing
from entente.runtime.topics import DAY_MS, Standing, Topics, config, manifests, partitioned, plan

DECLARED = manifests()


def standing() -> dict[str, Standing]:
    """Give a broker on which all is as declared."""
    return {name: Standing(one.partitions, config(one)) for name, one in DECLARED.items()}


def test_every_topic_that_may_reject_has_its_dead_letter_topic() -> None:
    """Each manifest with `dead` brings a second topic, and no other does."""
    mains = {name for name in DECLARED if not name.endswith(".dead")}
    assert {name + ".dead" for name in mains if DECLARED[name].dead} == set(DECLARED) - mains


def test_an_empty_broker_gets_all_and_a_right_one_nothing() -> None:
    """The plan creates what is missing; applied twice it does nothing."""
    todo = plan(DECLARED, {})
    assert [one.name for one in todo.create] == list(DECLARED)
    again = plan(DECLARED, standing())
    assert (list(again.create), dict(again.alter)) == ([], {})


def test_a_setting_that_differs_is_altered_and_named() -> None:
    """The plan says what a setting is and what it shall be."""
    have = standing()
    have["signals"] = Standing(4, {**config(DECLARED["signals"]), "retention.ms": "1000"})
    todo = plan(DECLARED, have)
    assert todo.alter == {"signals": {"retention.ms": ("1000", str(160 * DAY_MS))}}


def test_another_number_of_partitions_is_refused_in_one_sentence() -> None:
    """Keys would move: no plan can mend that."""
    have = standing()
    have["signals"] = msgspec.structs.replace(have["signals"], partitions=8)
    with pytest.raises(Misconfigured, match="topic signals has 8 partitions and its manifest says 4"):
        plan(DECLARED, have)


def test_partitions_can_be_chosen_for_all_topics_that_have_several() -> None:
    """Topics of one partition keep it: all must see them in one order."""
    eight = partitioned(DECLARED, 8)
    assert {one.partitions for one in eight.values()} == {1, 8}
    assert eight["alerts"].partitions == 1
    assert eight["signals"].partitions == 8


def test_names_on_the_broker_are_configuration_and_come_back() -> None:
    """A topic's name there, and the topic of a name, are inverse."""
    topics = Topics(DECLARED, {"signals": "team.signals"}, "p-")
    assert topics.physical("signals") == "team.signals"
    assert topics.physical("volume") == "p-volume"
    for name in DECLARED:
        assert topics.logical(topics.physical(name)) == name


@pytest.mark.parametrize(
    ("names", "what"),
    [({"signal": "x"}, "'signal', which is no topic"), ({"signals": "x", "volume": "x"}, "the same name")],
)
def test_wrong_names_are_refused(names: dict[str, str], what: str) -> None:
    """A topic that does not exist can't be named, and no two go by one name."""
    with pytest.raises(Misconfigured, match=what):
        Topics(DECLARED, names)


def test_a_record_may_choose_its_partition_otherwise() -> None:
    """An explicit partition key goes before what the manifest says; without any key, any will do."""
    topics = Topics(DECLARED)
    assert topics.chooses(Outgoing("signals", b"CHN-RUS/1", b"v")) == b"CHN-RUS"
    assert topics.chooses(Outgoing("signals", b"CHN-RUS/1", b"v", partition_key=b"x")) == b"x"
    assert topics.chooses(Outgoing("signals", None, b"v")) is None
