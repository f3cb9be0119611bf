"""Kibana's objects, from objects.yaml to the NDJSON that Kibana's import takes: `make dashboards`.

Kibana packs parts of an object as JSON within JSON; they are packed here, so that what git keeps can be read.
The versions are those by which Kibana knows how to bring an object up to date.
"""

import json
import sys
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml
from msgspec import Struct

CORE_VERSION = "8.8.0"
TYPE_VERSIONS = {"index-pattern": "8.0.0", "search": "8.0.0", "lens": "8.9.0", "dashboard": "8.9.0"}
WIDTH, HEIGHT = 24, 14
"""A panel's size in Kibana's grid of 48 columns."""

LAYER = "layer1"
SPLITS = 10
"""Values that a chart is split into at most; the rest count as other."""

Object = dict[str, Any]


class View(Struct, frozen=True, forbid_unknown_fields=True):
    """A data view over one of the aliases."""

    id: str
    title: str
    name: str


class Search(Struct, frozen=True, forbid_unknown_fields=True):
    """A saved search: its query in KQL, its columns."""

    id: str
    title: str
    view: str
    columns: tuple[str, ...]
    query: str = ""


class Chart(Struct, frozen=True, forbid_unknown_fields=True):
    """A Lens chart."""

    id: str
    title: str
    view: str
    chart: Literal["bar", "line", "metric", "table"]
    y: str
    x: str | None = None
    split: str | None = None
    query: str = ""


class Board(Struct, frozen=True, forbid_unknown_fields=True):
    """A dashboard of charts and searches."""

    id: str
    title: str
    says: str
    panels: tuple[str, ...]


class Objects(Struct, frozen=True, forbid_unknown_fields=True):
    """All that Kibana is given."""

    data_views: tuple[View, ...]
    searches: tuple[Search, ...]
    charts: tuple[Chart, ...]
    dashboards: tuple[Board, ...]


def objects() -> Objects:
    """Read objects.yaml."""
    text = (Path(__file__).parent / "objects.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), Objects)


def built(given: Objects) -> list[Object]:
    """Build every object, those that are referred to first."""
    kinds = {one.id: "search" for one in given.searches} | {one.id: "lens" for one in given.charts}
    return [
        *map(_view, given.data_views),
        *map(_search, given.searches),
        *map(_lens, given.charts),
        *(_board(one, kinds) for one in given.dashboards),
    ]


def _object(kind: str, identity: str, attributes: Object, references: list[Object]) -> Object:
    return {
        "attributes": attributes,
        "coreMigrationVersion": CORE_VERSION,
        "id": identity,
        "managed": False,
        "references": references,
        "type": kind,
        "typeMigrationVersion": TYPE_VERSIONS[kind],
    }


def _view(view: View) -> Object:
    attributes = {"title": view.title, "name": view.name, "timeFieldName": "@timestamp"}
    return _object("index-pattern", view.id, attributes, [])


def _search(search: Search) -> Object:
    index = "kibanaSavedObjectMeta.searchSourceJSON.index"
    source = {"query": _kql(search.query), "filter": [], "indexRefName": index}
    attributes = {
        "title": search.title,
        "description": "",
        "columns": list(search.columns),
        "sort": [["@timestamp", "desc"]],
        "kibanaSavedObjectMeta": {"searchSourceJSON": _packed(source)},
    }
    reference = {"id": search.view, "name": index, "type": "index-pattern"}
    return _object("search", search.id, attributes, [reference])


def _lens(chart: Chart) -> Object:
    columns: Object = {}
    if chart.x == "time":
        columns["x"] = _column("date_histogram", "@timestamp", {"interval": "auto"}, "date", bucketed=True)
    elif chart.x is not None:
        columns["x"] = _terms(chart.x)
    if chart.split is not None:
        columns["split"] = _terms(chart.split)
    operation, _, field = chart.y.partition(" of ")
    columns["y"] = _column(operation, field or "___records___", {}, "number", bucketed=False)
    state = {
        "adHocDataViews": {},
        "datasourceStates": {
            "formBased": {
                "layers": {LAYER: {"columnOrder": list(columns), "columns": columns, "incompleteColumns": {}}}
            }
        },
        "filters": [],
        "internalReferences": [],
        "query": _kql(chart.query),
        "visualization": _visualization(chart, list(columns)),
    }
    names = {"bar": "lnsXY", "line": "lnsXY", "metric": "lnsMetric", "table": "lnsDatatable"}
    attributes = {
        "title": chart.title,
        "description": "",
        "state": state,
        "visualizationType": names[chart.chart],
    }
    name = f"indexpattern-datasource-layer-{LAYER}"
    return _object("lens", chart.id, attributes, [{"id": chart.view, "name": name, "type": "index-pattern"}])


def _column(operation: str, field: str, params: Object, kind: str, *, bucketed: bool) -> Object:
    return {
        "dataType": kind,
        "isBucketed": bucketed,
        "label": operation if field == "___records___" else f"{operation} of {field}",
        "operationType": operation,
        "params": params,
        "scale": "interval" if kind == "date" else "ratio",
        "sourceField": field,
    }


def _terms(field: str) -> Object:
    order = {"columnId": "y", "type": "column"}
    params = {"size": SPLITS, "orderBy": order, "orderDirection": "desc", "otherBucket": True}
    return _column("terms", field, params, "string", bucketed=True) | {"scale": "ordinal"}


def _visualization(chart: Chart, columns: list[str]) -> Object:
    if chart.chart == "metric":
        return {"layerId": LAYER, "layerType": "data", "metricAccessor": "y"}
    if chart.chart == "table":
        shown = [{"columnId": name} for name in columns]
        return {"layerId": LAYER, "layerType": "data", "columns": shown}
    series = "bar_stacked" if chart.chart == "bar" else "line"
    layer: Object = {"layerId": LAYER, "layerType": "data", "seriesType": series, "accessors": ["y"]}
    layer["xAccessor"] = "x"
    if "split" in columns:
        layer["splitAccessor"] = "split"
    return {
        "layers": [layer],
        "legend": {"isVisible": True, "position": "right"},
        "preferredSeriesType": series,
        "valueLabels": "hide",
    }


def _board(board: Board, kinds: dict[str, str]) -> Object:
    panels, references = [], []
    for number, name in enumerate(board.panels):
        at = str(number)
        grid = {"x": number % 2 * WIDTH, "y": number // 2 * HEIGHT, "w": WIDTH, "h": HEIGHT, "i": at}
        panels.append(
            {
                "embeddableConfig": {"enhancements": {}},
                "gridData": grid,
                "panelIndex": at,
                "panelRefName": f"panel_{at}",
                "type": kinds[name],
            }
        )
        references.append({"id": name, "name": f"{at}:panel_{at}", "type": kinds[name]})
    source = {"query": _kql(""), "filter": []}
    attributes = {
        "title": board.title,
        "description": board.says,
        "panelsJSON": _packed(panels),
        "optionsJSON": _packed({"useMargins": True, "syncColors": True}),
        "kibanaSavedObjectMeta": {"searchSourceJSON": _packed(source)},
        "timeRestore": True,
        "timeFrom": "now-90d",
        "timeTo": "now",
        "version": 1,
    }
    return _object("dashboard", board.id, attributes, references)


def _kql(query: str) -> Object:
    return {"language": "kuery", "query": query}


def _packed(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def written() -> str:
    """Write all objects as NDJSON."""
    return "".join(json.dumps(one, sort_keys=True) + "\n" for one in built(objects()))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(written(), encoding="utf-8")
