"""What analysts judged, how sources are heard, and the audit trail."""

from collections.abc import Iterator
from typing import get_args

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from entente.contracts.alerts import Act
from entente.contracts.values import AlertKind
from entente.desk.acts.export import comma_separated, json_lines
from entente.desk.acts.tally import verdicts
from entente.desk.live.rows import Filters
from entente.desk.pages.frame import Frame
from entente.desk.store.dropped import MOST
from entente.desk.store.sources import heard
from entente.detecting.standing import ordered

LAST = 50
KINDS: tuple[str, ...] = get_args(AlertKind)


class Records:
    """Pages about what was recorded, over one frame."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        """Say which addresses these are."""
        return [
            Route("/verdicts", self.verdicts),
            Route("/coverage", self.coverage),
            Route("/audit.jsonl", self.audit_jsonl),
            Route("/audit.csv", self.audit_csv),
        ]

    def verdicts(self, request: Request) -> Response:
        """Show precision and recall by rule, kind and pair, and report what was missed."""
        board = self._frame.board
        last = ordered(verdicts(board.acts()))[-LAST:]
        return self._frame.page(
            request,
            "verdicts.html",
            tally=board.tally(),
            last=tuple(reversed(last)),
            kinds=KINDS,
            rules=self._rules(),
            done=request.query_params.get("done") == "1",
        )

    def _rules(self) -> tuple[str, ...]:
        """Give the rules in force: what was missed may be one's to tell."""
        watchlist = self._frame.watchlist()
        return () if watchlist is None else tuple(rule.id for rule in watchlist.rules)

    def coverage(self, request: Request) -> Response:
        """Show each source and feed: last seen, its usual rate, errors, what was dropped and why."""
        dropped = None if self._frame.live.trouble else self._frame.dropped.by_source()
        now = self._frame.now()
        still = self._frame.board.lines(Filters(kind="coverage", state="firing"), now)
        quiet = {line.row.source: line.row.id for line in still if line.row.source is not None}
        sources = heard(self._frame.store, now, dropped or {}, quiet)
        return self._frame.page(
            request, "coverage.html", sources=sources, still=still, told=dropped is not None, most=MOST
        )

    def audit_jsonl(self, request: Request) -> Response:
        """Give every act there is, as JSON lines."""
        return self._audit(request, json_lines(self._acts(request)), "application/jsonl", "jsonl")

    def audit_csv(self, request: Request) -> Response:
        """Give every act there is, as CSV."""
        return self._audit(request, comma_separated(self._acts(request)), "text/csv", "csv")

    def _acts(self, request: Request) -> Iterator[Act]:
        self._frame.gate.may(self._frame.asker(request), "audit")
        return _begun(self._frame.ledger.everything())

    def _audit(self, request: Request, lines: Iterator[bytes], kind: str, ending: str) -> Response:
        del request
        name = f"entente-acts-{self._frame.now():%Y%m%d}.{ending}"
        return StreamingResponse(
            lines, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'}
        )


def _begun(acts: Iterator[Act]) -> Iterator[Act]:
    """Read the first act now, so that a broker that is away is said with its status and not in mid-stream."""
    first = next(acts, None)

    def all_of_them() -> Iterator[Act]:
        if first is not None:
            yield first
            yield from acts

    return all_of_them()
