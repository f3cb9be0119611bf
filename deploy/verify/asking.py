"""What Elasticsearch, Alertmanager and Prometheus are asked, over the ports that compose publishes."""

from typing import Any

import httpx

from verify.engine import Refused
from verify.waiting import wait_until

SECONDS = 10.0


class Asking:
    """The three servers, from this host."""

    def __init__(self, password: str) -> None:
        self._elastic = ("elastic", password)

    def search(self, path: str, user: tuple[str, str] | None = None) -> Any:  # noqa: ANN401 - JSON
        """Ask Elasticsearch, as its superuser unless told otherwise."""
        return _get(f"http://127.0.0.1:9200{path}", user or self._elastic)

    def count(self, alias: str) -> int:
        """Count documents."""
        return int(self.search(f"/{alias}/_count")["count"])

    def alerts_of(self, pair: str) -> int:
        """Count the alerts in Elasticsearch that are of a pair."""
        return int(self.search(f"/entente-alerts/_count?q=entente.alert.pair:{pair}")["count"])

    def notices(self) -> list[dict[str, str]]:
        """Give the labels of what Alertmanager holds as firing."""
        return [one["labels"] for one in _get("http://127.0.0.1:9093/api/v2/alerts", None)]

    def value(self, query: str) -> float:
        """Ask Prometheus for one figure; 0 where there is none."""
        return self.figure(query) or 0.0

    def figure(self, query: str) -> float | None:
        """Ask Prometheus for one figure; None where there is none."""
        found = _prometheus("query", {"query": query})
        return float(found[0]["value"][1]) if found else None

    def over_time(self, query: str, since: float, until: float, step: int) -> list[dict[str, Any]]:
        """Ask Prometheus for series from a second to another: labels (`metric`) and `values` of each."""
        asked = {"query": query, "start": f"{since:.0f}", "end": f"{until:.0f}", "step": str(step)}
        return _prometheus("query_range", asked)

    def aggregate(self, alias: str, kql: str, aggregations: dict[str, Any]) -> dict[str, Any]:
        """Ask Elasticsearch what Kibana would; gives the aggregations, beside the documents' `doc_count`.

        KQL is taken as far as ours goes, which is what it shares with Lucene.
        """
        lucene = kql.replace("not ", "NOT ").replace(" >= 2", ":>=2")
        asked = {"query_string": {"query": lucene}} if kql else {"match_all": {}}
        answer = httpx.post(
            f"http://127.0.0.1:9200/{alias}/_search",
            json={"size": 0, "track_total_hits": True, "query": asked, "aggs": aggregations},
            auth=self._elastic,
            timeout=SECONDS,
        )
        if answer.is_error:
            raise Refused(f"{alias} answered {answer.status_code}: {answer.text[:300]}")
        told = answer.json()
        return {"doc_count": told["hits"]["total"]["value"], **told.get("aggregations", {})}

    def await_standing(self, alias: str, most_seconds: float, quiet_polls: int = 20) -> int:
        """Wait until a count above nought no longer changes; gives it."""
        last, quiet = -1, 0

        def stands() -> bool:
            nonlocal last, quiet
            now = self.count(alias)
            quiet = quiet + 1 if now == last and now else 0
            last = now
            return quiet >= quiet_polls

        wait_until(stands, most_seconds, f"{alias} settled")
        return last


def _prometheus(path: str, asked: dict[str, str]) -> list[dict[str, Any]]:
    answer = httpx.get(f"http://127.0.0.1:9090/api/v1/{path}", params=asked, timeout=SECONDS)
    if answer.is_error:
        raise Refused(f"Prometheus answered {answer.status_code} to {asked['query']}: {answer.text[:300]}")
    found: list[dict[str, Any]] = answer.json()["data"]["result"]
    return found


def _get(url: str, user: tuple[str, str] | None) -> Any:  # noqa: ANN401 - JSON
    answer = httpx.get(url, auth=user, timeout=SECONDS)
    if answer.is_error:
        raise Refused(f"{url} answered {answer.status_code}: {answer.text[:300]}")
    return answer.json()
