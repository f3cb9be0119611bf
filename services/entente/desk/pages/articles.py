"""An article as it was read."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from entente.desk.pages.frame import Frame


class Articles:
    """Pages about articles, over one frame."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        """Say which addresses these are."""
        return [Route("/articles/{article_id}", self.one)]

    def one(self, request: Request) -> Response:
        """Show one article as it was read."""
        tagged = self._frame.store.article(request.path_params["article_id"])
        if tagged is None:
            raise HTTPException(404, "There is no such article; it may not be indexed yet.")
        signals = self._frame.store.signals(tagged.article.id, tagged.article.revision)
        return self._frame.page(request, "article.html", tagged=tagged, signals=signals)
