"""The metrics of the runtime: every service has them; a service's own stand in its own `DECLARED`."""

from entente.contracts.errors import Reason
from entente.runtime.metrics import Metric

_REASONS = tuple(str(reason) for reason in Reason)

RUNTIME = (
    Metric(
        name="entente_build_info",
        kind="gauge",
        help="1, with what runs as labels.",
        labels={"service": None, "version": None, "python": None},
    ),
    Metric(name="entente_records_in_total", kind="counter", help="Records read.", labels={"topic": None}),
    Metric(
        name="entente_records_out_total",
        kind="counter",
        help="Records written and acknowledged by the broker.",
        labels={"topic": None},
    ),
    Metric(
        name="entente_records_done_total",
        kind="counter",
        help="Records read whose work is done and whose every output is acknowledged.",
        labels={"topic": None},
    ),
    Metric(
        name="entente_dead_letters_total",
        kind="counter",
        help="Records that became dead letters.",
        labels={"topic": None, "reason": _REASONS},
    ),
    Metric(
        name="entente_dropped_total",
        kind="counter",
        help="Records passed over on purpose: nothing follows from them and nobody is told.",
        labels={"topic": None, "reason": ("rejected_before", "partition_lost")},
    ),
    Metric(
        name="entente_retries_total",
        kind="counter",
        help="Times that work was put off because something outside was not ready.",
        labels={"what": ("sink", "delivery", "commit", "connect", "broadcast")},
    ),
    Metric(
        name="entente_paused",
        kind="gauge",
        help="1 while the service waits for something outside, 0 while it reads.",
    ),
    Metric(
        name="entente_lag_records",
        kind="gauge",
        help="Records that lie ahead in the partitions this process holds.",
        labels={"topic": None},
    ),
    Metric(
        name="entente_lag_seconds",
        kind="gauge",
        help="How long ago the last record that was done here was said, while others lie ahead; else 0.",
        labels={"topic": None},
    ),
    Metric(
        name="entente_commit_age_seconds",
        kind="gauge",
        help="Seconds since the last commit while work lies ahead or is uncommitted; else 0.",
    ),
    Metric(name="entente_commits_total", kind="counter", help="Offset commits that the broker took."),
    Metric(
        name="entente_rebalances_total",
        kind="counter",
        help="Times that the group gave or took partitions.",
        labels={"what": ("assigned", "dropped")},
    ),
    Metric(name="entente_partitions", kind="gauge", help="Partitions that this process holds."),
    Metric(
        name="entente_batch_seconds",
        kind="histogram",
        help="From a batch's first attempt to the acknowledgement of all that follows from it.",
    ),
    Metric(
        name="entente_age_seconds",
        kind="histogram",
        help="From when a record was said (ce_time, else its timestamp) until its work was done here.",
        labels={"topic": None},
    ),
)
