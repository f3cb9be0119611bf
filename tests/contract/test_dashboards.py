"""Grafana's and Kibana's objects: what is committed is what is built, whole, and of metrics that exist."""

import json
from typing import Any

import pytest
import yaml

from entente.contracts.signals import Alignment, BlocIndex
from entente.grouping.voices import NO_BLOC
from entente.indexer.mappings import KINDS, alias
from entente.watchlist.loader import default_files, parse
from support.deployed import DEPLOY, GRAFANA, KIBANA
from support.metrics import FROM_PROMETHEUS, asked, declared, exposed

BOARDS = {board.uid: board for board in GRAFANA.boards()}
BUILT = DEPLOY / "kibana" / "entente.ndjson"
BLOCS = {one.bloc for one in parse(default_files()).sources if one.bloc is not None} | {NO_BLOC}
ALIGNMENT = {f"entente.alignment.{name}" for name in Alignment.__struct_fields__} | {
    f"entente.alignment.blocs.{bloc}.{name}" for bloc in BLOCS for name in BlocIndex.__struct_fields__
}
OBJECTS: list[dict[str, Any]] = [json.loads(line) for line in BUILT.read_text("utf-8").splitlines()]
RECORDING = yaml.safe_load((DEPLOY / "prometheus" / "rules" / "recording.yml").read_text("utf-8"))
RECORDED = {rule["record"] for group in RECORDING["groups"] for rule in group["rules"]}


@pytest.mark.parametrize("uid", BOARDS)
def test_a_dashboard_is_what_its_code_builds(uid: str) -> None:
    """`make dashboards` writes exactly what is committed."""
    committed = (DEPLOY / "grafana" / "dashboards" / f"{uid}.json").read_text(encoding="utf-8")
    assert committed == GRAFANA.written(BOARDS[uid])


def test_no_dashboard_is_left_over() -> None:
    """Each committed dashboard is one of boards.yaml."""
    assert {path.stem for path in (DEPLOY / "grafana" / "dashboards").iterdir()} == set(BOARDS)


@pytest.mark.parametrize("uid", BOARDS)
def test_every_metric_of_a_panel_exists_in_code(uid: str) -> None:
    """No panel asks for a metric that nobody declares or records, or a field that the index lacks.

    Each says what it shows when empty.
    """
    known = exposed(declared()) | RECORDED | FROM_PROMETHEUS
    for row in BOARDS[uid].rows:
        for panel in row.panels:
            for query in panel.queries:
                assert asked(query.ask) <= known, (panel.title, asked(query.ask) - known)
            for search in panel.searches:
                assert {search.field, search.split} - {None} <= set(ALIGNMENT), panel.title
    dashboard = json.loads(GRAFANA.written(BOARDS[uid]))
    shown = [panel for panel in dashboard["panels"] if panel["type"] != "row"]
    assert all(panel["fieldConfig"]["defaults"]["noValue"] == GRAFANA.NOTHING for panel in shown)
    assert {link["title"] for link in dashboard["links"]} == {"Entente", "Desk", "Runbooks"}


def test_kibanas_file_is_what_its_code_builds() -> None:
    """`make dashboards` writes exactly what is committed."""
    assert KIBANA.built(KIBANA.objects()) == OBJECTS


def test_kibanas_objects_are_whole() -> None:
    """Ids are their own, what is referred to is there before, packed parts are JSON, versions are kept."""
    seen: set[tuple[str, str]] = set()
    for one in OBJECTS:
        names = "attributes coreMigrationVersion id managed references type typeMigrationVersion"
        assert set(one) == set(names.split())
        assert one["coreMigrationVersion"] == KIBANA.CORE_VERSION
        assert one["typeMigrationVersion"] == KIBANA.TYPE_VERSIONS[one["type"]]
        assert {(ref["type"], ref["id"]) for ref in one["references"]} <= seen
        assert (one["type"], one["id"]) not in seen
        seen.add((one["type"], one["id"]))
        referred = {ref["name"].split(":")[-1] for ref in one["references"]}
        for panel in json.loads(one["attributes"].get("panelsJSON", "[]")):
            assert panel["panelRefName"] in referred


def test_data_views_are_the_aliases() -> None:
    """Each view is of an alias that the indexer keeps."""
    views = {one["attributes"]["title"] for one in OBJECTS if one["type"] == "index-pattern"}
    assert views <= {alias(kind) for kind in KINDS}
