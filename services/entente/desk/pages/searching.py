"""Search over articles, stories and signals."""

from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from entente.desk.cursors import Cursors
from entente.desk.pages import asked
from entente.desk.pages.frame import Frame
from entente.desk.store.searching import KINDS, search


class Searching:
    """The search page, over one frame."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._cursors = Cursors()

    def routes(self) -> list[Route]:
        """Say which addresses these are."""
        return [Route("/search", self.search)]

    def search(self, request: Request) -> Response:
        """Show what is found, the newest first; nothing before anything is asked."""
        query = request.query_params
        wanted = asked.wanted(query)
        chosen = {k: v for k, v in asked.texts(query).items() if k != "after"}
        after = query.get("after")
        try:
            place = self._cursors.read(after) if after else None
        except ValueError as error:
            raise HTTPException(400, f"after: {error}.") from error
        found = search(self._frame.store.index, wanted, place) if chosen else None
        more = found and len(found.hits) and found.hits[-1].sort
        return self._frame.page(
            request,
            "search.html",
            wanted=wanted,
            kinds=KINDS,
            events=asked.EVENTS,
            chosen=chosen,
            found=found,
            next=urlencode({**chosen, "after": self._cursors.write(more)}) if found and more else None,
        )
