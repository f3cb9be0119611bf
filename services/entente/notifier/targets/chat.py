"""Notices to whatever Apprise knows: mail, Slack, Teams, Telegram and a hundred others."""

from typing import Any

import apprise
from apprise.plugins.workflows import NotifyWorkflows

from entente.contracts.errors import Misconfigured
from entente.notifier.retry import TAKEN, Answer, Fate
from entente.notifier.targets.guard import watched
from entente.notifier.targets.target import Notice

TEAMS_ROOM = 4000
"""Characters of one message: Teams takes 28 KB, of which a letter may need six; Apprise would have 1,000.

Source: Microsoft, "Limits and specifications for Microsoft Teams", chat.
"""

_KINDS = {"urgent": apprise.NotifyType.WARNING, "notice": apprise.NotifyType.INFO}
_ASSET = apprise.AppriseAsset(
    app_id="Entente",
    app_desc="Entente",
    app_url="",
    image_url_mask="",
    image_url_logo="",
    async_mode=False,
    http_redirects=False,
)
"""Nothing of Apprise's own in a message; and whatever it does, it does in the thread that is watched."""


class Chat:
    """One Apprise URL.

    Raises:
        Misconfigured: Apprise can make nothing of the URL, which is not repeated, since it holds a secret.
    """

    def __init__(self, name: str, url: str, *, private: bool) -> None:
        plugin: Any = apprise.Apprise.instantiate(url, asset=_ASSET, suppress_exceptions=True)
        if plugin is None:
            scheme = url.partition("://")[0] if "://" in url else "none"
            raise Misconfigured(
                f"targets.{name}: Apprise can make nothing of the URL (scheme: {scheme[:20]}); "
                "see https://github.com/caronc/apprise/wiki for how it is written"
            )
        if isinstance(plugin, NotifyWorkflows):
            plugin.body_maxlen = TEAMS_ROOM
        if plugin.overflow_mode == apprise.OverflowMode.UPSTREAM:
            plugin.overflow_mode = apprise.OverflowMode.SPLIT
        self._plugin = plugin
        self._private = private
        self._apprise = apprise.Apprise(asset=_ASSET)
        self._apprise.add(plugin)

    def deliver(self, notice: Notice) -> Answer:
        """Hand a notice to Apprise, as long as the service shows it at once, and with marks where it does.

        Who was reached and did not take it has refused this notice: others may be taken.
        """
        plain = self._plugin.notify_format == apprise.NotifyFormat.TEXT
        shown = notice.within(self._plugin.body_maxlen * 3 // 4)  # Apprise escapes, and adds the subject
        why = "did not take it"
        with watched(private=self._private) as watch:
            try:
                if self._apprise.notify(
                    title=shown.subject,
                    body=shown.text if plain else shown.html,
                    notify_type=_KINDS.get(shown.severity, apprise.NotifyType.INFO),
                    body_format=apprise.NotifyFormat.TEXT if plain else apprise.NotifyFormat.HTML,
                ):
                    return TAKEN
            except (OSError, TypeError) as error:
                why = f"{type(error).__name__}: {error}"
        if watch.refusal is not None:
            return Answer(Fate.REFUSED, f"{self._plugin.service_name}: {watch.refusal}")
        fate = Fate.REFUSED if watch.reached else Fate.AWAY
        return Answer(fate, f"{self._plugin.service_name} {why}")
