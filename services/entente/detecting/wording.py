"""An alert in words: one sentence that a desk would read aloud. It speaks of reporting, not of the world."""

from collections import Counter

from entente.contracts.alerts import Alert, AlertStory
from entente.detecting.coverage import EVERYTHING
from entente.detecting.firsts import NEW
from entente.detecting.tones import TONE
from entente.detecting.windows import BASELINE_DAYS

_DIRECTION = {"closer": "closer", "apart": "apart", "attention": "in the news"}
_WINDOW = {6: "6 h", 24: "24 h", 168: "7 days"}
_STATE = {"firing": "", "resolved": "Over: ", "withdrawn": "Withdrawn: "}
_DEEDS: dict[str, str] = {
    "AGREE": "an agreement",
    "CONSULT": "talks",
    "SUPPORT": "support",
    "CONCEDE": "a concession",
    "COOPERATE": "cooperation",
    "AID": "aid",
    "RETREAT": "a pull-back",
    "REQUEST": "a request",
    "ACCUSE": "an accusation",
    "REJECT": "a rejection",
    "THREATEN": "a threat",
    "PROTEST": "a protest",
    "SANCTION": "sanctions",
    "MOBILIZE": "a show of force",
    "COERCE": "coercion",
    "ASSAULT": "an attack",
}
_SAID: dict[str, tuple[str, str]] = {
    "asserted": ("asserts", "assert"),
    "future": ("announces", "announce"),
    "hypothetical": ("holds possible", "hold possible"),
    "negated": ("denies", "deny"),
    "historical": ("recalls", "recall"),
}


def headline(alert: Alert) -> str:
    """Say an alert in a few words: `CHN-RUS closer, energy`."""
    if alert.kind == "coverage":
        return f"{alert.source or EVERYTHING} quiet"
    about = alert.theme or (alert.themes[0].replace("_", " ") if alert.themes else "")
    direction = _DIRECTION[alert.direction]
    return f"{alert.pair or EVERYTHING} {direction}" + (f", {about}" if about else "")


def aloud(alert: Alert) -> str:
    """Say an alert in one sentence, with what was counted and what chance would give."""
    if alert.kind == "first":
        return f"{_STATE[alert.state]}{headline(alert)}: {_firsts(alert)}{reported(alert)}{_limits(alert)}."
    if alert.kind == "coverage":
        return (
            f"{_STATE[alert.state]}{headline(alert)}: no article in {alert.window_hours} h, "
            f"{alert.expected:.1f} expected{_limits(alert)}."
        )
    if alert.kind == "polarity":
        return f"{_STATE[alert.state]}{headline(alert)}: {_tone(alert)}{reported(alert)}{_limits(alert)}."
    if alert.kind == "ramp":
        return (
            f"{_STATE[alert.state]}{headline(alert)}: risen for weeks, {alert.observed} independent stories "
            f"in 7 days, {alert.expected:.1f} expected before{reported(alert)}{_limits(alert)}."
        )
    window = _WINDOW.get(alert.window_hours, f"{alert.window_hours} h")
    stories = "story" if alert.observed == 1 else "independent stories"
    early = ", from a short record" if alert.kind == "emergent" else ""
    return (
        f"{_STATE[alert.state]}{headline(alert)}: {alert.observed} {stories} in {window}, "
        f"{alert.expected:.1f} expected{early}{reported(alert)}{_limits(alert)}."
    )


def reported(alert: Alert) -> str:
    """Say what most of the alert's stories report, and how: `; 5 of 7 assert an agreement`; else nothing.

    A story speaks by the event of its weightiest sentence, and counts where it moves as the alert does.
    """
    told = [_deed(s) for s in alert.stories if alert.direction in {s.direction, "attention"}]
    counted = Counter(one for one in told if one is not None)
    if not counted:
        return ""
    (event, modality), number = min(counted.items(), key=lambda one: (-one[1], one[0]))
    who = f"{number} of {len(alert.stories)}" if len(alert.stories) > 1 else "one told"
    return f"; {who} {_SAID[modality][number > 1]} {_DEEDS[event]}"


def _deed(story: AlertStory) -> tuple[str, str] | None:
    marks = story.sentences[0].marks if story.sentences else ()
    event = next((m.label for m in marks if m.kind == "event"), "")
    modality = next((m.label for m in marks if m.kind == "modality"), "asserted")
    return (event, modality) if event in _DEEDS and modality in _SAID else None


def _firsts(alert: Alert) -> str:
    deed = next((g.name.split()[0].lower() for g in alert.gates if g.name.endswith(NEW)), "deed")
    return f"the first {deed} reported as a fact in {BASELINE_DAYS} days"


def _tone(alert: Alert) -> str:
    told = next((g for g in alert.gates if g.name == TONE), None)
    about = f"the tone of {alert.observed} stories in a day has changed"
    return about if told is None else f"{about}, index {told.observed:+.1f} beyond {told.required:+.1f}"


def _limits(alert: Alert) -> str:
    limits = "".join(f"; {label}" for label in alert.labels)
    return limits + (f"; expected: {', '.join(alert.announced)}" if alert.announced else "")


def notice(alert: Alert, stories: int = 5) -> str:
    """Say an alert on some lines of text: the sentence, then its weightiest stories with what they say."""
    lines = [
        aloud(alert),
        (
            f"  {alert.severity}, {alert.kind}, {alert.confidence} confidence; {_voices(alert)}, "
            f"{alert.state_media_share:.0%} state media; {alert.window_start_at:%Y-%m-%d %H:%M} to "
            f"{alert.window_end_at:%Y-%m-%d %H:%M} UTC"
        ),
    ]
    for story in alert.stories[:stories]:
        copies = f", {story.copies} articles" if story.copies > 1 else ""
        lines.append(
            f"  - {_line(story.headline)} ({story.source}, {story.first_published_at:%d %b}{copies})"
        )
        lines += [f"      {_line(telling.text)}" for telling in story.sentences[:1]]
    if alert.story_count > stories:
        lines.append(f"  and {more(alert.story_count - stories)}")
    return "\n".join(lines)


def more(stories: int) -> str:
    """Say how many stories are not told: `1 story more`, `12 stories more`."""
    return "1 story more" if stories == 1 else f"{stories} stories more"


def _voices(alert: Alert) -> str:
    return "1 voice" if alert.voices == 1 else f"{alert.voices} voices"


def _line(text: str) -> str:
    """Keep a hostile text from moving the cursor or breaking the line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
