"""Notices to whatever Apprise knows: mail, Slack, Teams, Telegram and a hundred others."""

from typing import Any

import apprise

from entente.contracts.errors import Misconfigured
from entente.notifier.retry import TAKEN, Answer, Fate
from entente.notifier.targets.guard import Forbidden, address_of
from entente.notifier.targets.target import Notice

_KINDS = {"urgent": apprise.NotifyType.WARNING, "notice": apprise.NotifyType.INFO}


class Chat:
    """One Apprise URL.

    Raises:
        Misconfigured: Apprise can make nothing of the URL, which is not repeated, since it holds a secret.
    """

    def __init__(self, name: str, url: str, *, private: bool) -> None:
        plugin: Any = apprise.Apprise.instantiate(url, suppress_exceptions=True)
        if plugin is None:
            scheme = url.partition("://")[0] if "://" in url else "none"
            raise Misconfigured(
                f"targets.{name}: Apprise can make nothing of the URL (scheme: {scheme[:20]}); "
                "see https://github.com/caronc/apprise/wiki for how it is written"
            )
        self._plugin = plugin
        self._private = private

    def deliver(self, notice: Notice) -> Answer:
        """Hand a notice to Apprise, as HTML where the service shows it."""
        as_html = self._plugin.notify_format == apprise.NotifyFormat.HTML
        try:
            self._check()
            done = self._plugin.notify(
                title=notice.subject,
                body=notice.html if as_html else notice.text,
                notify_type=_KINDS.get(notice.severity, apprise.NotifyType.INFO),
                body_format=apprise.NotifyFormat.HTML if as_html else apprise.NotifyFormat.TEXT,
            )
        except Forbidden as error:
            return Answer(Fate.REFUSED, str(error))
        except (OSError, TypeError) as error:
            return Answer(Fate.AWAY, f"{self._plugin.service_name}: {type(error).__name__}: {error}")
        return TAKEN if done else Answer(Fate.AWAY, f"{self._plugin.service_name} did not take it")

    def _check(self) -> None:
        """Refuse a host of the analyst's choosing that isn't public; Apprise resolves it once more."""
        for host in {getattr(self._plugin, "host", None), getattr(self._plugin, "smtp_host", None)} - {
            None,
            "",
        }:
            address_of(str(host), 0, private=self._private)
