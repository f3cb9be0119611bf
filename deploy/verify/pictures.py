"""What each dashboard shows, drawn from what its own queries give on the running fleet.

Grafana and Kibana can't be had where this is tried, so their panels' queries are asked of the real Prometheus
and Elasticsearch, and the answers drawn on the dashboards' own grids.
"""

import json
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from verify.asking import Asking
from verify.drawing import Points, Tile, board

MINUTES = 15
STEP_SECONDS = 10
GRAFANA_UNIT, KIBANA_UNIT = 19.0, 14.0
TOP = 8
_BUCKETS = {"date_histogram", "terms"}
_METRICS = {"average": "avg", "sum": "sum", "max": "max", "unique_count": "cardinality"}

Node = Mapping[str, Any]


def draw(asking: Asking, dashboards: Path, objects: Path, folder: Path) -> list[str]:
    """Draw Grafana's and Kibana's dashboards, an SVG file each; gives their names."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    for path in sorted(dashboards.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        tiles = [_panel(asking, panel) for panel in told["panels"]]
        drawn.append(_write(folder, f"grafana-{told['uid']}", board(told["title"], tiles, GRAFANA_UNIT)))
    every = {one["id"]: one for one in map(json.loads, objects.read_text(encoding="utf-8").splitlines())}
    for one in (one for one in every.values() if one["type"] == "dashboard"):
        tiles = list(_objects(asking, one, every))
        drawn.append(
            _write(folder, f"kibana-{one['id']}", board(one["attributes"]["title"], tiles, KIBANA_UNIT))
        )
    return drawn


def _write(folder: Path, name: str, svg: str) -> str:
    (folder / f"{name}.svg").write_text(svg + "\n", encoding="utf-8")
    return name


def _panel(asking: Asking, panel: Node) -> Tile:
    grid = panel["gridPos"]
    place = (grid["x"], grid["y"], grid["w"], grid["h"])
    unit = panel.get("fieldConfig", {}).get("defaults", {}).get("unit", "")
    title = panel.get("title", "")
    if panel["type"] == "row":
        return Tile(title, unit, place, heading=True)
    asked = [(one["expr"].replace("$service", ".*"), one.get("legendFormat")) for one in panel["targets"]]
    if panel["type"] == "stat":
        return Tile(title, unit, place, figure=asking.figure(asked[0][0]))
    lines: dict[str, Points] = {}
    for query, legend in asked:
        until = time.time()
        for one in asking.over_time(query, until - 60 * MINUTES, until, STEP_SECONDS):
            points = [(float(t), float(v)) for t, v in one["values"] if v not in {"NaN", "+Inf", "-Inf"}]
            if points:
                lines[_named(legend or "", one["metric"])] = points
    return Tile(title, unit, place, lines=lines)


def _named(legend: str, labels: Node) -> str:
    """Fill a legend's {{label}}s."""
    filled = re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda found: str(labels.get(found[1], "")), legend)
    return filled.strip() or ", ".join(f"{k}={v}" for k, v in labels.items() if k != "__name__")


def _objects(asking: Asking, dashboard: Node, every: Mapping[str, Node]) -> Iterator[Tile]:
    named = {one["name"].partition(":")[2]: one["id"] for one in dashboard["references"]}
    for panel in json.loads(dashboard["attributes"]["panelsJSON"]):
        shown = every[named[panel["panelRefName"]]]
        grid = panel["gridData"]
        place = (grid["x"] / 2, grid["y"], grid["w"] / 2, grid["h"])
        yield _lens(asking, shown, place) if shown["type"] == "lens" else _found(asking, shown, place)


def _lens(asking: Asking, one: Node, place: tuple[float, float, float, float]) -> Tile:
    title, state = one["attributes"]["title"], one["attributes"]["state"]
    layer = state["datasourceStates"]["formBased"]["layers"]["layer1"]
    columns = [layer["columns"][name] for name in layer["columnOrder"]]
    metric = columns[-1]
    by = [column for column in columns if column["operationType"] in _BUCKETS]
    answer = asking.aggregate(_view(one), state["query"]["query"], _nested(by, metric))
    if not by:
        return Tile(title, "", place, figure=_value(answer, metric))
    if by[0]["operationType"] == "terms":
        rows = [(str(b["key"]), _value(b, metric)) for b in answer["by"]["buckets"]]
        return Tile(title, "", place, bars=sorted(rows, key=lambda row: -row[1]))
    lines: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for bucket in answer["by"]["buckets"]:
        parts = bucket["by"]["buckets"] if len(by) > 1 else [{**bucket, "key": metric["label"]}]
        for part in parts:
            lines[str(part["key"])].append((bucket["key"] / 1000, _value(part, metric)))
    return Tile(title, "", place, lines=lines)


def _found(asking: Asking, one: Node, place: tuple[float, float, float, float]) -> Tile:
    """Show of a saved search how many documents it finds."""
    source = json.loads(one["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"])
    answer = asking.aggregate(_view(one), source["query"]["query"], {})
    return Tile(one["attributes"]["title"], "", place, figure=float(answer["doc_count"]))


def _nested(by: list[Node], metric: Node) -> dict[str, Any]:
    """Write the aggregations of buckets in buckets, the metric within the last."""
    if not by:
        name = _METRICS.get(metric["operationType"])
        return {"value": {name: {"field": metric["sourceField"]}}} if name else {}
    first = by[0]
    kind: dict[str, Any] = {"terms": {"field": first["sourceField"], "size": TOP}}
    if first["operationType"] == "date_histogram":
        kind = {
            "date_histogram": {
                "field": first["sourceField"],
                "calendar_interval": "day",
                "min_doc_count": 1,
            }
        }
    inner = _nested(by[1:], metric)
    return {"by": {**kind, "aggs": inner} if inner else kind}


def _value(bucket: Node, metric: Node) -> float:
    return (
        float(bucket["value"]["value"] or 0)
        if metric["operationType"] in _METRICS
        else float(bucket["doc_count"])
    )


def _view(one: Node) -> str:
    return next(str(ref["id"]) for ref in one["references"] if ref["type"] == "index-pattern")
