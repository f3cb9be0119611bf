"""Timelines of the consumer loop, told by a clock moved by hand."""

from collections.abc import Sequence

import pytest

from entente.contracts.errors import Misconfigured, Reason, Reject, Transient
from entente.runtime.budget import BudgetPolicy, BudgetSpent
from entente.runtime.deadletters import read_dead_letter
from entente.runtime.outcomes import DONE, Done, Later, Outcome, Rejected
from entente.runtime.records import Item, Outgoing, Record
from entente.runtime.stages import Map, Write
from support.rig import DEAD, SOURCE, T0, TARGET, Outside, Rig, value_of


def copied(record: Record) -> Sequence[Outgoing]:
    """Copy a record; `poison` and `bug` do as they are called."""
    if record.value == b"poison":
        raise Reject(Reason.INVALID, "poison")
    if record.value == b"bug":
        raise ZeroDivisionError("bug")
    return [Outgoing(TARGET, record.key, record.value)]


def test_what_follows_is_written_before_the_commit() -> None:
    """When the broker takes no output nothing is committed; when it does, all is."""
    rig = Rig()
    rig.write([b"1", b"2", b"3"])
    loop = rig.loop(Map(copied))
    loop.drain([SOURCE])
    assert rig.values(TARGET) == [b"1", b"2", b"3"]
    assert rig.committed() == 3


def test_an_output_that_fails_stops_the_commit_and_is_done_again() -> None:
    """Nothing is acknowledged while the broker is away; the whole batch is written when it is back."""
    rig = Rig()
    rig.write([b"1", b"2"])
    seen: list[bytes | None] = []

    def then_away(record: Record) -> Sequence[Outgoing]:
        seen.append(record.value)
        rig.broker.down = len(seen) < 4
        return copied(record)

    loop = rig.loop(Map(then_away))
    loop.drain([SOURCE])
    assert seen == [b"1", b"2", b"1", b"2"]
    assert rig.values(TARGET) == [b"1", b"2"]
    assert rig.committed() == 2
    assert rig.metrics.value("entente_retries_total", what="delivery") == 1


def test_a_sink_that_is_away_pauses_the_loop_which_goes_on_polling() -> None:
    """Transient: no commit, not ready, alive, longer and longer waits; then all in order, once."""
    rig = Rig()
    rig.write([b"1", b"2"])
    sink = Outside()
    back_at = 100.0

    def away(batch: Sequence[Item[bytes]]) -> Sequence[Outcome]:
        if rig.clock.monotonic() < back_at:
            raise Transient("Elasticsearch is away")
        return [DONE] * len(batch)

    sink.answer = away
    loop = rig.loop(Write(value_of, sink))
    loop.begin([SOURCE])
    polls = 0
    while rig.clock.monotonic() < back_at - 1:
        loop.step()
        polls += 1
        assert rig.committed() == 0
        assert rig.progress.live()[0]
        if rig.clock.monotonic() > 1:
            assert rig.progress.ready() == (False, "sink: Elasticsearch is away; start: starting")
    assert polls > 100, "it polls at least twice a second while it waits"
    assert 4 <= len(sink.calls) <= 9, "and tries ever more seldom"
    loop.drain([SOURCE])
    assert sink.calls[-1] == [b"1", b"2"]
    assert rig.committed() == 2
    assert rig.metrics.value("entente_paused") == 0
    assert rig.values(DEAD) == []


def test_only_the_items_put_off_are_tried_again_and_hold_back_the_commit() -> None:
    """A sink may put off single items: the others aren't written twice, and the commit waits for all."""
    rig = Rig()
    rig.write([b"1", b"2", b"3"])
    commits: list[int] = []

    def busy(batch: Sequence[Item[bytes]]) -> Sequence[Outcome]:
        commits.append(rig.committed())
        return [Later("busy") if item.message == b"2" and len(commits) < 3 else DONE for item in batch]

    sink = Outside(busy)
    rig.loop(Write(value_of, sink)).drain([SOURCE])
    assert sink.calls == [[b"1", b"2", b"3"], [b"2"], [b"2"]]
    assert commits == [0, 0, 0]
    assert rig.committed() == 3


@pytest.mark.parametrize(("value", "reason"), [(b"poison", "invalid"), (b"bug", "bug")])
def test_one_bad_item_is_one_dead_letter(value: bytes, reason: str) -> None:
    """What is rejected, or raises, becomes exactly one dead letter, whole; its neighbours pass."""
    rig = Rig()
    rig.write([b"1", value, b"3"])
    rig.loop(Map(copied)).drain([SOURCE])
    assert rig.values(TARGET) == [b"1", b"3"]
    assert rig.committed() == 3
    (record,) = rig.broker.records(DEAD)
    letter = read_dead_letter(record)
    assert (letter.id, letter.key, letter.value) == (f"{SOURCE}/0/1", b"k", value)
    assert (letter.service, letter.reason, letter.attempts) == ("tester", reason, 1)
    assert T0 <= letter.first_failure_at <= rig.clock.now()
    assert rig.metrics.value("entente_dead_letters_total", topic=SOURCE, reason=reason) == 1


def test_a_sinks_rejects_are_dead_letters_too() -> None:
    """What the sink says can never be written is buried, and how often it was tried is told."""
    rig = Rig()
    rig.write([b"1", b"2"])
    calls = 0

    def answer(batch: Sequence[Item[bytes]]) -> Sequence[Outcome]:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise Transient("away")
        return [Rejected(Reason.INVALID, "mapping") if item.message == b"2" else DONE for item in batch]

    rig.loop(Write(value_of, Outside(answer))).drain([SOURCE])
    (record,) = rig.broker.records(DEAD)
    assert read_dead_letter(record).attempts == 2
    assert rig.committed() == 2


def test_what_cannot_be_decoded_never_reaches_the_sink() -> None:
    """A null value where a message was expected is a dead letter; the sink sees the rest."""
    rig = Rig()
    rig.write([b"1", None, b"3"])
    sink = Outside()
    rig.loop(Write(value_of, sink)).drain([SOURCE])
    assert sink.calls == [[b"1", b"3"]]
    assert len(rig.broker.records(DEAD)) == 1


def test_an_output_too_large_for_its_topic_buries_its_input_and_sends_none_of_its_outputs() -> None:
    """Reason too_large; the outputs before the large one are not sent either."""
    rig = Rig()
    rig.write([b"1"])
    rig.loop(Map(lambda _: [Outgoing(TARGET, b"k", b"v"), Outgoing(TARGET, b"k", b"x" * 70_000)])).drain(
        [SOURCE]
    )
    assert rig.values(TARGET) == []
    (record,) = rig.broker.records(DEAD)
    assert read_dead_letter(record).reason == "too_large"


def test_a_sinks_outputs_are_written_before_the_commit() -> None:
    """A sink may say what follows from an item it wrote."""
    rig = Rig()
    rig.write([b"1"])
    sink = Outside(lambda batch: [Done([Outgoing(TARGET, b"k", b"told")]) for _ in batch])
    rig.loop(Write(value_of, sink)).drain([SOURCE])
    assert rig.values(TARGET) == [b"told"]
    assert rig.committed() == 1


def test_the_budget_stops_the_service_before_the_batch_is_buried() -> None:
    """Past the budget nothing of the batch is written, buried or committed."""
    rig = Rig()
    rig.write([b"1"] * 10 + [b"bug"] * 10)
    loop = rig.loop(Map(copied), budget=BudgetPolicy(rejects=5))
    with pytest.raises(BudgetSpent, match=r"10 of the last 20 records were rejected \(at most 5\)"):
        loop.drain([SOURCE])
    assert rig.committed() == 10
    assert rig.values(DEAD) == []


def test_a_reject_put_off_by_the_broker_is_spent_once() -> None:
    """Doing a batch again because its dead letter did not arrive costs the budget nothing."""
    rig = Rig()
    rig.write([b"bug"])
    calls = 0

    def buggy(_: Record) -> Sequence[Outgoing]:
        nonlocal calls
        calls += 1
        rig.broker.down = calls < 6
        raise ValueError("bug")

    rig.loop(Map(buggy), budget=BudgetPolicy(rejects=1)).drain([SOURCE])
    assert calls == 6
    assert len(rig.broker.records(DEAD)) == 1


def test_what_is_not_foreseen_ends_the_loop_uncommitted() -> None:
    """An error that is neither of an item nor transient leaves the loop; the group begins there again."""
    rig = Rig()
    rig.write([b"1", b"2"])

    def broken(_: Sequence[Item[bytes]]) -> Sequence[Outcome]:
        raise Misconfigured("the password is wrong")

    with pytest.raises(Misconfigured, match="password"):
        rig.loop(Write(value_of, Outside(broken))).run([SOURCE], rig.stop)
    assert rig.committed() == 0
    sink = Outside()
    rig.loop(Write(value_of, sink)).drain([SOURCE])
    assert sink.calls == [[b"1", b"2"]]


def test_a_sink_that_answers_too_little_is_a_fault_not_a_loss() -> None:
    """Fewer outcomes than items end the loop uncommitted."""
    rig = Rig()
    rig.write([b"1", b"2"])
    with pytest.raises(ValueError, match="1 outcomes for 2 items"):
        rig.loop(Write(value_of, Outside(lambda _: [DONE]))).drain([SOURCE])
    assert rig.committed() == 0


def test_asked_to_stop_it_finishes_and_commits_what_it_has_in_hand() -> None:
    """The batch in work when the signal comes is done and committed; the next is not begun."""
    rig = Rig()
    rig.write([b"%d" % i for i in range(20)])

    def stops(record: Record) -> Sequence[Outgoing]:
        rig.stop.ask()
        return copied(record)

    rig.loop(Map(stops)).run([SOURCE], rig.stop)
    assert rig.committed() == 10
    assert len(rig.values(TARGET)) == 10


def test_asked_to_stop_while_it_waits_it_leaves_without_commit() -> None:
    """Work that waits for something outside is left for the next process."""
    rig = Rig()
    rig.write([b"1"])

    def away(_: Sequence[Item[bytes]]) -> Sequence[Outcome]:
        rig.stop.ask()
        raise Transient("away")

    rig.loop(Write(value_of, Outside(away))).run([SOURCE], rig.stop)
    assert rig.committed() == 0


def test_a_lost_partitions_work_in_hand_is_put_away() -> None:
    """Thrown out of the group while it waits, the loop drops what it holds and reads it anew."""
    rig = Rig()
    rig.write([b"1", b"2"])
    sink = Outside(lambda batch: [Later("busy")] * len(batch))
    loop = rig.loop(Write(value_of, sink))
    loop.begin([SOURCE])
    loop.step()
    rig.last.expire()
    sink.answer = lambda batch: [DONE] * len(batch)
    loop.drain([SOURCE])
    assert sink.calls == [[b"1", b"2"], [b"1", b"2"]]
    assert rig.committed() == 2
    assert rig.metrics.value("entente_dropped_total", topic=SOURCE, reason="partition_lost") == 2


def test_a_refused_commit_is_made_later() -> None:
    """When the broker can't take a commit the work goes on, and the commit is made when it can."""
    rig = Rig()
    rig.write([b"1"])
    sink = Outside()
    loop = rig.loop(Write(value_of, sink))
    loop.begin([SOURCE])

    def then_away(batch: Sequence[Item[bytes]]) -> Sequence[Outcome]:
        rig.broker.down = True
        return [DONE] * len(batch)

    sink.answer = then_away
    loop.step()
    assert rig.committed() == 0
    rig.broker.down = False
    loop.step()
    assert rig.committed() == 1
    assert len(sink.calls) == 1


def test_partitions_that_come_while_it_waits_wait_too() -> None:
    """Partitions assigned during a pause are paused: what they hold is read when the pause ends."""
    rig = Rig()
    sink, other = Outside(lambda batch: [Later("busy")] * len(batch)), Outside()
    first, second = rig.loop(Write(value_of, sink)), rig.loop(Write(value_of, other))
    for loop in (first, second):
        loop.begin(["articles.raw"])
    for _ in range(4):
        first.step()
        second.step()
    for i in range(40):
        rig.write([b"%d" % i], "articles.raw", b"%d" % i)
    first.step()
    in_hand = set(sink.calls[0])
    second.end()
    for _ in range(30):
        first.step()
    assert {value for call in sink.calls for value in call} == in_hand
    sink.answer = lambda batch: [DONE] * len(batch)
    first.drain(["articles.raw"])
    assert sorted(v for call in sink.calls[-9:] for v in call if v not in in_hand) == sorted(
        v for v in (b"%d" % i for i in range(40)) if v not in in_hand
    )


def test_two_loops_share_the_work_and_one_takes_over() -> None:
    """Two loops of one group do each record once; when one leaves the other does the rest."""
    rig = Rig()
    outputs = Outside()
    first, second = rig.loop(Write(value_of, outputs)), rig.loop(Write(value_of, outputs))
    for loop in (first, second):
        loop.begin(["articles.raw"])
    for i in range(40):
        rig.write([b"%d" % i], "articles.raw", b"%d" % i)
    for _ in range(12):
        first.step()
        second.step()
    assert sorted(b for call in outputs.calls for b in call) == sorted(b"%d" % i for i in range(40))
    first.end()
    for i in range(40, 80):
        rig.write([b"%d" % i], "articles.raw", b"%d" % i)
    for _ in range(12):
        second.step()
    assert sorted(b for call in outputs.calls for b in call) == sorted(b"%d" % i for i in range(80))


def test_age_is_counted_from_when_it_was_said() -> None:
    """The age histogram goes by ce_time where a record has it."""
    rig = Rig()
    said = rig.clock.now().isoformat().encode()
    rig.clock.advance(42)
    rig.broker.producer().send(Outgoing(SOURCE, b"k", b"1", (("ce_time", said),)))
    rig.loop(Map(copied)).drain([SOURCE])
    total = rig.metrics.registry.get_sample_value("entente_age_seconds_sum", {"topic": SOURCE})
    assert total is not None
    assert 42 <= total < 44
