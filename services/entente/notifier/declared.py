"""What the notifier tells of itself."""

from entente.notifier.muting import Muted
from entente.notifier.news import Nothing
from entente.notifier.retry import Fate
from entente.runtime.metrics import Metric

NOTICES = Metric(
    name="entente_notices_total",
    kind="counter",
    help="Changes of alerts by what became of them at a target; past: nobody was told, nor will be.",
    labels={"target": None, "outcome": ("sent", "past")},
)
FAILURES = Metric(
    name="entente_notice_failures_total",
    kind="counter",
    help="Tries that a target did not take: it was away, refused this notice, or wants no more (gone).",
    labels={"target": None, "fate": tuple(str(one) for one in Fate if one is not Fate.TAKEN)},
)
RETRIES = Metric(
    name="entente_notice_retries_total",
    kind="counter",
    help="Tries of a notice after its first.",
    labels={"target": None},
)
SUPPRESSED = Metric(
    name="entente_notices_suppressed_total",
    kind="counter",
    help="Revisions of alerts of which a target was told nothing, or nothing yet, by reason.",
    labels={"target": None, "reason": (*map(str, Nothing), *map(str, Muted), "unwanted")},
)
FIRING = Metric(
    name="entente_notified_firing_alerts",
    kind="gauge",
    help="Alerts that a target was told of and that still fire.",
    labels={"target": None},
)
WAITING = Metric(
    name="entente_notices_waiting_alerts",
    kind="gauge",
    help="Alerts that a target is still to hear of: grouped, muted, or not taken yet.",
    labels={"target": None},
)
DISABLED = Metric(
    name="entente_notify_target_disabled",
    kind="gauge",
    help="1 where a target has answered that it wants no notices any more (410).",
    labels={"target": None},
)
REFUSED = Metric(
    name="entente_notify_routes_refused",
    kind="gauge",
    help="1 while the routes' file is wrong and the routes of before hold.",
)
HEARTBEAT = Metric(
    name="entente_heartbeat_timestamp_seconds",
    kind="gauge",
    help="When the newest heartbeat that came through was sent, in Unix time, by way: the partitions of"
    " articles.raw and signals that it passed; absent until the first.",
    labels={"way": None},
)
DECLARED = (NOTICES, FAILURES, RETRIES, SUPPRESSED, FIRING, WAITING, DISABLED, REFUSED, HEARTBEAT)
