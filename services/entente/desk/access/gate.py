"""The gate: who asks, whether a form is genuine, and an audit line for whoever is refused."""

from msgspec.structs import replace
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from entente.contracts.alerts import Act
from entente.contracts.identity import digest
from entente.desk.access.policy import Asker, Policy
from entente.desk.access.rates import Rates
from entente.desk.access.refusals import Refusals
from entente.desk.access.sessions import COOKIE, Session, Sessions, proof_of
from entente.desk.access.users import User, UsersFile, checks
from entente.desk.acts.ledger import Ledger
from entente.desk.acts.roles import Deed, least, may
from entente.desk.live.board import session_end
from entente.desk.live.reader import Live
from entente.runtime.clock import Clock

_LONGEST = 300
"""Characters of an address, or of a reason, that an audit line keeps."""
LOGINS_PER_SECOND = 0.1
LOGINS_AT_ONCE = 8
"""Wrong passwords that an address may try before it has to wait ten seconds for each."""


class Gate:
    """Knows who asks."""

    def __init__(  # noqa: PLR0913 - all that it asks, by name
        self,
        policy: Policy,
        sessions: Sessions,
        users: UsersFile | None,
        *,
        live: Live,
        ledger: Ledger,
        clock: Clock,
    ) -> None:
        self.policy = policy
        self.sessions = sessions
        self._users = users
        self._live = live
        self._ledger = ledger
        self._clock = clock
        self._logins = Rates(clock, per_second=LOGINS_PER_SECOND, burst=LOGINS_AT_ONCE)
        self._refusals = Refusals(clock)

    @property
    def asks_password(self) -> bool:
        """Say whether there are users who log in here."""
        return self._users is not None

    def session(self, request: Request) -> Session | None:
        """Read a request's session; null where there is none that holds."""
        found = self.sessions.read(request.cookies.get(COOKIE))
        return None if found is None or self._live.board.ended(found.id) else found

    def asker(self, request: Request) -> Asker | None:
        """Say who asks; null where nobody can tell."""
        bearer = request.headers.get("authorization")
        if bearer is not None:
            return self._by_token(bearer)
        return self._by_proxy(request) or self._by_session(request) or self._open()

    def _by_token(self, header: str) -> Asker | None:
        scheme, _, secret = header.partition(" ")
        if scheme.lower() != "bearer" or self._users is None:
            return None
        token = self._users.users().token(secret.strip())
        return None if token is None else Asker(name=token.name, role=token.role, by="token")

    def _by_proxy(self, request: Request) -> Asker | None:
        proxy = self.policy.proxy
        if proxy is None or not proxy.trusts(peer(request)):
            return None
        who = request.headers.get(proxy.user_header, "").strip()[:64]
        if not who or not who.isprintable():
            return None
        groups = {one.strip() for one in request.headers.get(proxy.groups_header, "").split(",")}
        return Asker(name=who, role=proxy.role(who, groups), by="proxy")

    def _by_session(self, request: Request) -> Asker | None:
        session = self.session(request)
        if session is None or session.who is None or self._users is None:
            return None
        user = self._users.users().user(session.who)
        if user is None or proof_of(user.password) != session.proof:
            return None
        return Asker(name=user.name, role=user.role, by="session")

    def _open(self) -> Asker | None:
        who = self.policy.open_to
        return None if who is None else Asker(name=who, role="admin", by="open")

    def may(self, asker: Asker, deed: Deed) -> None:
        """Let somebody do something.

        Raises:
            HTTPException: their role does not suffice.
        """
        if not may(asker.role, deed):
            raise HTTPException(
                403,
                f"{asker.name} is {asker.role} here; this needs the role {least(deed)}.",
            )

    def genuine(self, request: Request, form_token: str) -> None:
        """Take a form only from a page of this desk and this session.

        Raises:
            HTTPException: it is forged, or its session has ended.
        """
        site = request.headers.get("sec-fetch-site", "same-origin")
        session = self.session(request)
        if (
            session is None
            or site not in {"same-origin", "none"}
            or not self.sessions.knows(session, form_token)
        ):
            raise HTTPException(
                403, "This form is not from your session, or the session has ended. Load the page again."
            )

    def login(self, request: Request, name: str, password: str) -> User:
        """Let a user in.

        Raises:
            HTTPException: name or password is wrong, or too many were.
        """
        wait_s = self._logins.take(peer(request))
        if wait_s:
            raise HTTPException(
                429,
                f"Too many attempts from {peer(request)}; try again in {wait_s:.0f} s.",
                {"retry-after": f"{wait_s:.0f}"},
            )
        user = self._users.users().user(name) if self._users else None
        if not checks(user, password) or user is None:
            raise HTTPException(403, "Name or password is wrong.")
        self._ledger.note(self._login(user.name, "in", f"from {peer(request)}"))
        return user

    def logout(self, session: Session) -> None:
        """End a session here at once, and everywhere when its act has come round."""
        self._live.board.end_session(session.id)
        act = self._login(session.who or "unknown", "out", "")
        self._ledger.note(replace(act, id=session_end(session.id)))

    def lapsed(self, request: Request) -> bool:
        """Say whether a request comes with a session that holds no longer: too old, ended or forged."""
        if COOKIE not in request.cookies:
            return False
        session = self.session(request)
        return session is None or session.who is not None

    def refused(self, request: Request, who: str | None, why: str) -> None:
        """Write down that somebody was refused: under the name that they have, or claim."""
        address = peer(request)
        line = self._refusals.line(
            address, f"{request.method} {request.url.path[:_LONGEST]} from {address}: {why[:_LONGEST]}"
        )
        if line is not None:
            self._ledger.note(self._login((who or "unknown")[:64], "refused", line))

    def give(self, response: Response, session: Session) -> None:
        """Give a browser its session."""
        response.set_cookie(
            COOKIE,
            self.sessions.write(session),
            max_age=int(self.sessions.lasts.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=self.policy.secure,
        )

    def _login(self, who: str, value: str, reason: str) -> Act:
        at = self._clock.now()
        return Act(
            id=digest("login", who, value, reason, at.isoformat()),
            alert_id=None,
            who=who,
            what="login",
            value=value,
            reason=reason,
            at=at,
        )


def peer(request: Request) -> str:
    """Name the address at the other end."""
    return request.client.host if request.client else "unknown"
