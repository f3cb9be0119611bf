"""The watchlist: what is watched; a change checked, tried on the last month, published; why and why-not."""

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from entente.contracts.alerts import Act
from entente.contracts.identity import digest
from entente.desk import opml
from entente.desk.pages import asked
from entente.desk.pages.frame import Frame
from entente.desk.trials import Draft, Say, Trials
from entente.desk.trying import Trial
from entente.desk.why import Why, ask_why

TRIED_DAYS = 30
MOST_FINDINGS = 200
_CHECK_S = 120.0
_PUBLISH_S = 60.0


class Watching:
    """Pages about what is watched, over one frame."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._trials = Trials(frame.clock)

    def routes(self) -> list[Route]:
        """Say which addresses these are."""
        return [
            Route("/watchlist", self.show),
            Route("/watchlist/edit", self.edit),
            Route("/watchlist/edit", self.change, methods=["POST"]),
            Route("/watchlist/trials/{trial_id}", self.trial),
            Route("/watchlist/opml", self.ask_opml),
            Route("/watchlist/opml", self.opml, methods=["POST"]),
            Route("/why", self.why),
        ]

    def show(self, request: Request) -> Response:
        """Show what is watched: rules, actors, themes, sources."""
        return self._frame.page(
            request,
            "watchlist.html",
            watchlist=self._frame.watchlist(),
            files=sorted(self._frame.watchlist_files()),
            version=self._frame.board.watchlist,
        )

    def edit(self, request: Request) -> Response:
        """Show one file to be changed."""
        files = self._frame.watchlist_files()
        draft = Draft(file=(name := _file(request.query_params, files)), text=files[name])
        return self._edited(request, draft, files, self._version())

    def _edited(
        self,
        request: Request,
        draft: Draft,
        files: Iterable[str],
        version: str,
        *,
        failed: str | None = None,
    ) -> Response:
        return self._frame.page(
            request,
            "watchlist_edit.html",
            draft=draft,
            failed=failed,
            files=sorted(files),
            days=TRIED_DAYS,
            version=draft.published or version,
        )

    async def change(self, request: Request) -> Response:
        """Check, try or publish one file's change."""
        form = await self._frame.form(request, "publish")
        files = self._frame.watchlist_files()
        name = _file(form, files)
        if form.get("version", "") != self._version():
            raise HTTPException(
                409,
                f"Another version was published since you began. Load {name} again and change it there.",
            )
        draft = Draft(file=name, text=form.get("text", "").replace("\r\n", "\n"))
        who, do, version = self._frame.asker(request).name, form.get("do", "check"), self._version()
        if do == "try":
            return self._tried(draft, files, version, who)
        draft = await run_in_threadpool(self._done, do, draft, files, who)
        return self._edited(request, draft, files, version)

    def _tried(self, draft: Draft, files: Mapping[str, str], version: str, who: str) -> Response:
        """Begin a trial, and lead to its page: it may take minutes."""

        def work(say: Say) -> Draft:
            return self._done("try", draft, files, who, say)

        tried, own = self._trials.begin(draft, version, who, work)
        page = f"/watchlist/trials/{tried.id}"
        if not own:
            raise HTTPException(
                409, f"{tried.who} tries a change to {tried.draft.file} just now; it is at {page}."
            )
        return RedirectResponse(page, 303)

    def trial(self, request: Request) -> Response:
        """Show how far a trial is, or what came of it."""
        tried = self._trials.find(request.path_params["trial_id"])
        if tried is None:
            raise HTTPException(404, "There is no such trial any more; try the change again.")
        if not tried.over:
            return self._frame.page(request, "watchlist_trial.html", tried=tried, days=TRIED_DAYS)
        files = self._frame.watchlist_files()
        return self._edited(request, tried.draft, files, tried.version, failed=tried.failed)

    def _done(
        self, what: str, draft: Draft, files: Mapping[str, str], who: str, say: Say = lambda _: None
    ) -> Draft:
        with tempfile.TemporaryDirectory(prefix="entente-watchlist-") as name:
            trial = Trial(self._frame.children, self._frame.store, Path(name), say)
            trial.lay("new", {**files, draft.file: draft.text})
            findings = trial.check("new", _CHECK_S)
            draft = msgspec.structs.replace(draft, findings=findings[:MOST_FINDINGS])
            if what == "try" and not findings:
                trial.lay("old", files)
                difference = trial.difference("old", "new", TRIED_DAYS, self._frame.now())
                draft = msgspec.structs.replace(draft, difference=difference)
            elif what == "publish" and not findings:
                draft = msgspec.structs.replace(draft, published=self._publish(trial, draft.file, who))
        return draft

    def _version(self) -> str:
        version = self._frame.board.watchlist
        return "" if version is None else version.version

    def _publish(self, trial: Trial, file: str, who: str) -> str:
        version = trial.publish("new", _PUBLISH_S)
        at = self._frame.now()
        act = Act(
            id=digest("watchlist", who, version, at.isoformat()),
            alert_id=None,
            who=who,
            what="watchlist",
            value=version,
            reason=f"changed {file}",
            at=at,
        )
        self._frame.ledger.write(act)
        self._frame.board.hear_act(act)
        return version

    def ask_opml(self, request: Request) -> Response:
        """Ask for an OPML file."""
        return self._frame.page(request, "opml.html", found=None, written="")

    async def opml(self, request: Request) -> Response:
        """Show the feeds of an OPML file, or give them as the file that ingest reads."""
        form = await self._frame.form(request, "publish")
        watchlist = self._frame.watchlist()
        known = {source.id for source in watchlist.sources} if watchlist else set()
        found = opml.read(form.get("opml", ""), known)
        written = opml.as_yaml(found.feeds)
        if form.get("do") == "download":
            name = {"content-disposition": 'attachment; filename="feeds.yaml"'}
            return Response(written, media_type="application/yaml", headers=name)
        return self._frame.page(request, "opml.html", found=found, written=written)

    def why(self, request: Request) -> Response:
        """Tell why an alert came, or why none did, for any pair and time."""
        query = request.query_params
        pair = asked.pair(query.get("pair"))
        at = asked.instant(query, "at") or self._frame.now()
        told: Why | None = (
            None if pair is None else ask_why(self._frame.children, self._frame.watchlist_files(), pair, at)
        )
        return self._frame.page(request, "why.html", pair=pair, at=at, told=told)


def _file(query: Mapping[str, str], files: Mapping[str, str]) -> str:
    name = query.get("file") or "rules.yaml"
    if name not in files:
        raise HTTPException(404, f"The watchlist has no file {name[:80]!r}.")
    return name
