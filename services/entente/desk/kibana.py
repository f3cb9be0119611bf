"""Links into Kibana: Discover on a pair's signals within an alert's time. Pure."""

from datetime import UTC, datetime
from urllib.parse import quote

from entente.contracts.alerts import Alert

DATA_VIEW = "entente-signals"


def discover(base: str | None, alert: Alert) -> str | None:
    """Give Discover's address for an alert's signals; null where no Kibana is known or no pair is meant.

    Source: Kibana's URL state: Rison in `_g` (time) and `_a` (data view, KQL).
    """
    if base is None or alert.pair is None:
        return None
    return link(
        base, DATA_VIEW, f'entente.signal.pair : "{alert.pair}"', alert.window_start_at, alert.window_end_at
    )


def link(base: str, data_view: str, query: str, since: datetime, until: datetime) -> str:
    """Give Discover's address for a query over a data view and a time."""
    span = f"(time:(from:{_rison(_instant(since))},to:{_rison(_instant(until))}))"
    source = f"(dataViewId:{_rison(data_view)},type:dataView)"
    state = f"(dataSource:{source},query:(language:kuery,query:{_rison(query)}))"
    return f"{base.rstrip('/')}/app/discover#/?_g={quote(span, safe=SAFE)}&_a={quote(state, safe=SAFE)}"


SAFE = "(),:!'"


def _rison(text: str) -> str:
    return "'" + text.replace("!", "!!").replace("'", "!'") + "'"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
