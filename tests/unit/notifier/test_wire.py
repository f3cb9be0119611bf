"""What goes over the wire: signatures, answers, Alertmanager's labels and silences."""

import base64
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from entente.contracts.alerts import Alert
from entente.detecting.standing import Silence
from entente.notifier.retry import Fate
from entente.notifier.targets.alertmanager import Standing, key, reconcile, silencing
from entente.notifier.targets.guard import Forbidden, address_of
from entente.notifier.targets.webhook import answer, signature
from support.examples import example

T0 = datetime(2025, 9, 3, 12, tzinfo=UTC)


def test_a_signature_is_that_of_the_specification() -> None:
    """The published vector of Standard Webhooks."""
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        (200, Fate.TAKEN),
        (204, Fate.TAKEN),
        (301, Fate.REFUSED),
        (308, Fate.REFUSED),
        (400, Fate.REFUSED),
        (404, Fate.REFUSED),
        (410, Fate.GONE),
        (429, Fate.AWAY),
        (500, Fate.AWAY),
        (503, Fate.AWAY),
    ],
)
def test_an_answer_says_whether_another_try_makes_sense(status: int, fate: Fate) -> None:
    """Only 2xx has taken it; a redirect hasn't; 410 wants nothing any more."""
    assert answer(httpx.Response(status), "", T0).fate is fate


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("120", timedelta(seconds=120)),
        ("Wed, 03 Sep 2025 12:05:00 GMT", timedelta(minutes=5)),
        ("Wed, 03 Sep 2025 11:00:00 GMT", timedelta()),
        ("soon", None),
        ("-5", None),
        ("9" * 40, timedelta(seconds=10**7)),
    ],
)
def test_retry_after_is_seconds_or_an_instant(text: str, asked: timedelta | None) -> None:
    """Anything else is passed over."""
    assert answer(httpx.Response(503, headers={"retry-after": text}), "", T0).retry_after == asked


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "10.1.2.3", "169.254.169.254", "::1", "0177.0.0.1"]
)
def test_a_private_address_is_refused_unless_allowed(host: str) -> None:
    """The address itself is judged, however it is written."""
    with pytest.raises(Forbidden, match="private: true"):
        address_of(host, 80, private=False)
    assert address_of(host, 80, private=True)


def test_an_alert_is_known_to_alertmanager_by_rule_pair_direction_and_severity() -> None:
    """Another id of the same series is the same alert; another direction isn't."""
    one = example(Alert)
    assert key(one) == key(example(Alert, id="new", revision="ab" * 16, story_count=99))
    assert key(one) != key(example(Alert, direction="apart"))


def _silence(name: str) -> Silence:
    return Silence(
        id=name, who="a", reason="known", since=T0, until=T0, rule="r", pair="CHN-RUS", direction="closer"
    )


def test_silences_there_become_those_here() -> None:
    """One that is missing is made, one that ended expires, one that stands is left, and nothing else."""
    change = reconcile([_silence("a"), _silence("b")], [Standing("1", "b"), Standing("2", "gone")])
    assert [one.id for one in change.create] == ["a"]
    assert change.expire == ("2",)
    assert silencing(_silence("a"))["comment"] == "known [entente a]"
