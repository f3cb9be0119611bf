"""Grafana's dashboards as code: `make dashboards` writes dashboards/*.json beside this file.

A dashboard is rows of panels, a panel is queries in PromQL or searches of Elasticsearch, of one pair or all.
`tests/integration/operating` runs every one on a real Prometheus that scrapes the running system, and on its
Elasticsearch.
"""

import json
import sys
from pathlib import Path

import msgspec
import yaml
from grafana_foundation_sdk.builders import common, dashboard, elasticsearch, prometheus, stat, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.common import LegendDisplayMode, LegendPlacement
from grafana_foundation_sdk.models.dashboard import (
    DashboardLinkType,
    DataSourceRef,
    VariableRefresh,
    VariableSort,
)
from msgspec import Struct

SOURCE = DataSourceRef(type_val="prometheus", uid="${datasource}")
INDEX = DataSourceRef(type_val="elasticsearch", uid="${elasticsearch}")
SERIES = 8
"""Series that a search is split into at most, those of the greatest figure."""
NOTHING = "nothing yet"
HERE = Path(__file__).parent


class Query(Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked of Prometheus, and what a legend says of each series; without a legend it is a figure."""

    ask: str
    legend: str | None = None


class Search(Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked of Elasticsearch: `average of FIELD` or `sum of FIELD` over time, and of which series."""

    of: str
    split: str | None = None
    query: str = "*"
    legend: str | None = None

    @property
    def operation(self) -> str:
        """The word before the field."""
        return self.of.partition(" of ")[0]

    @property
    def field(self) -> str:
        """What is averaged or added up."""
        return self.of.partition(" of ")[2]


class Panel(Struct, frozen=True, forbid_unknown_fields=True):
    """A panel: its title, what it says, its unit in Grafana's words, its width of 24."""

    title: str
    says: str
    unit: str
    queries: tuple[Query, ...] = ()
    searches: tuple[Search, ...] = ()
    width: int = 8


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    """A row of panels."""

    title: str
    panels: tuple[Panel, ...]


class Board(Struct, frozen=True, forbid_unknown_fields=True):
    """A dashboard."""

    uid: str
    title: str
    says: str
    rows: tuple[Row, ...]
    choose: bool = False
    since: str = "now-3h"

    @property
    def searches(self) -> bool:
        """Whether it asks Elasticsearch, and no Prometheus."""
        return any(panel.searches for row in self.rows for panel in row.panels)


def boards() -> tuple[Board, ...]:
    """Read all dashboards from boards.yaml."""
    text = (HERE / "boards.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), tuple[Board, ...])


def _panel(panel: Panel) -> "stat.Panel | timeseries.Panel":
    figure = not panel.searches and len(panel.queries) == 1 and panel.queries[0].legend is None
    made: stat.Panel | timeseries.Panel = stat.Panel() if figure else timeseries.Panel()
    made = made.title(panel.title).description(panel.says).unit(panel.unit)
    made = made.datasource(INDEX if panel.searches else SOURCE)
    made = made.no_value(NOTHING).height(7).span(panel.width)
    if isinstance(made, timeseries.Panel):
        legend = (
            common.VizLegendOptions().display_mode(LegendDisplayMode.LIST).placement(LegendPlacement.BOTTOM)
        )
        made = made.fill_opacity(0 if panel.searches else 8).legend(legend.show_legend(True))
        made = made if panel.searches else made.min(0)
    for number, query in enumerate(panel.queries):
        target = prometheus.Dataquery().expr(query.ask).ref_id(chr(ord("A") + number))
        made = made.with_target(target.legend_format(query.legend) if query.legend else target.instant())
    for number, search in enumerate(panel.searches):
        made = made.with_target(_search(search, chr(ord("A") + number)))
    return made


def _search(search: Search, ref: str) -> elasticsearch.Dataquery:
    """Build a search: its figure by day, of each value that it is split by."""
    metric = {"average": elasticsearch.Average, "sum": elasticsearch.Sum}[search.operation]
    by_day = elasticsearch.DateHistogramSettings().interval("1d").min_doc_count("1")
    buckets: list[elasticsearch.Terms | elasticsearch.DateHistogram] = []
    if search.split is not None:
        most = elasticsearch.TermsSettings().size(str(SERIES)).order("desc").order_by("1").min_doc_count("1")
        buckets.append(elasticsearch.Terms().id("2").field(search.split).settings(most))
    buckets.append(elasticsearch.DateHistogram().id("3").field("@timestamp").settings(by_day))
    made = elasticsearch.Dataquery().ref_id(ref).query(search.query).time_field("@timestamp")
    made = made.metrics([metric().id("1").field(search.field)]).bucket_aggs(buckets)
    return made.alias(search.legend) if search.legend else made


Variable = dashboard.DatasourceVariable | dashboard.QueryVariable | dashboard.TextBoxVariable


def _variables(board: Board) -> list[Variable]:
    source: list[Variable] = [
        dashboard.DatasourceVariable("datasource").label("Prometheus").type("prometheus")
    ]
    if board.searches:
        source = [
            dashboard.DatasourceVariable("elasticsearch").label("Elasticsearch").type("elasticsearch"),
            dashboard.TextBoxVariable("pair").label("Pair").default_value("CHN-RUS"),
        ]
    found: list[Variable] = [
        *source,
        dashboard.TextBoxVariable("desk").label("Desk").default_value("http://127.0.0.1:8765"),
        dashboard.TextBoxVariable("runbooks")
        .label("Runbooks")
        .default_value("https://wiki.example/runbooks"),
    ]
    if board.choose:
        found.append(
            dashboard.QueryVariable("service")
            .label("Service")
            .datasource(SOURCE)
            .query("label_values(entente_build_info, service)")
            .refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)
            .sort(VariableSort.ALPHABETICAL_ASC)
        )
    return found


def _boards_link() -> dashboard.DashboardLink:
    return (
        dashboard.DashboardLink("Entente")
        .type(DashboardLinkType.DASHBOARDS)
        .tags(["entente"])
        .as_dropdown(True)
    )


def _link(title: str, url: str) -> dashboard.DashboardLink:
    return dashboard.DashboardLink(title).type(DashboardLinkType.LINK).url(url)


def written(board: Board) -> str:
    """Write a dashboard as the JSON that Grafana imports and git keeps."""
    made = (
        dashboard.Dashboard(board.title)
        .uid(board.uid)
        .description(board.says)
        .tags(["entente"])
        .refresh("30s")
        .time(board.since, "now")
        .timezone("utc")
        .readonly()
        .links([_boards_link(), _link("Desk", "${desk}"), _link("Runbooks", "${runbooks}")])
    )
    for variable in _variables(board):
        made = made.with_variable(variable)
    for row in board.rows:
        made = made.with_row(dashboard.Row(row.title))
        for panel in row.panels:
            made = made.with_panel(_panel(panel))
    plain = json.loads(json.dumps(made.build(), cls=JSONEncoder))
    return json.dumps(plain, indent=2, sort_keys=True) + "\n"


def write_all(folder: Path) -> None:
    """Write every dashboard into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for board in boards():
        (folder / f"{board.uid}.json").write_text(written(board), encoding="utf-8")


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
