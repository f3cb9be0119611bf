"""Sessions: a signed cookie that says who since when, which its owner and the users' file can end."""

import hashlib
import hmac
import secrets
from datetime import timedelta

import msgspec
from itsdangerous import BadData, URLSafeTimedSerializer
from msgspec import Struct

COOKIE = "entente_desk"


class Session(Struct, frozen=True, kw_only=True):
    """What a cookie says."""

    id: str
    who: str | None
    """Null for somebody who has not logged in."""
    proof: str
    """A hash over the user's password hash: another password ends the session."""


class Sessions:
    """Makes and reads cookies with one secret."""

    def __init__(self, secret: str, lasts: timedelta) -> None:
        self._secret = secret.encode()
        self._signer = URLSafeTimedSerializer(
            secret, salt="session", signer_kwargs={"digest_method": hashlib.sha256}
        )
        self.lasts = lasts

    def new(self, who: str | None, proof: str = "") -> Session:
        """Begin a session."""
        return Session(id=secrets.token_urlsafe(16), who=who, proof=proof)

    def write(self, session: Session) -> str:
        """Write a session as a cookie's value."""
        return str(self._signer.dumps([session.id, session.who, session.proof]))

    def read(self, cookie: str | None) -> Session | None:
        """Read a cookie; null where there is none, or it is forged or too old."""
        if not cookie:
            return None
        try:
            told = self._signer.loads(cookie, max_age=int(self.lasts.total_seconds()))
            found = msgspec.convert(told, tuple[str, str | None, str])
        except (BadData, msgspec.ValidationError, ValueError):
            return None
        return Session(id=found[0], who=found[1], proof=found[2])

    def form_token(self, session: Session) -> str:
        """Give what every form of this session must bring back."""
        return hmac.new(self._secret, f"form/{session.id}".encode(), "sha256").hexdigest()

    def knows(self, session: Session, form_token: str) -> bool:
        """Say whether a form is this session's own."""
        return hmac.compare_digest(self.form_token(session).encode(), form_token.encode())


def proof_of(password_hash: str) -> str:
    """Hash a password's hash, short, for a session to carry."""
    return hashlib.sha256(password_hash.encode()).hexdigest()[:16]
