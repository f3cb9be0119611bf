"""An alert in words: one sentence that a desk would read aloud. It speaks of reporting, not of the world."""

from collections import Counter
from collections.abc import Sequence

from entente.contracts.alerts import Alert, AlertStory, Withdrawal
from entente.contracts.values import powers_of
from entente.detecting.confidence import ONE_SIDED
from entente.detecting.coverage import EVERYTHING
from entente.detecting.firsts import NEW
from entente.detecting.tones import TONE
from entente.detecting.windows import BASELINE_DAYS

_DIRECTION = {"closer": "closer", "apart": "apart", "attention": "in the news"}
_WINDOW = {6: "6 h", 24: "24 h", 168: "7 days"}
_STATE = {"firing": "", "resolved": "Over", "withdrawn": "Withdrawn"}
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
    """Say an alert in one sentence: what was counted and what chance would give, or why it stands no more."""
    if alert.state == "withdrawn" and alert.withdrawal is not None:
        return f"Withdrawn: {headline(alert)}: {_withdrawn(alert, alert.withdrawal)}."
    first = ", ".join(filter(None, (_STATE[alert.state], ONE_SIDED if ONE_SIDED in alert.labels else "")))
    lead = f"{first[:1].upper()}{first[1:]}: " if first else ""
    tail = f"{_limits(alert)}." if alert.kind == "coverage" else f"{reported(alert)}{_limits(alert)}."
    return f"{lead}{headline(alert)}: {_counted(alert)}{tail}"


def _counted(alert: Alert) -> str:
    if alert.kind == "first":
        return _firsts(alert)
    if alert.kind == "coverage":
        return f"no article in {alert.window_hours} h, {alert.expected:.1f} expected"
    if alert.kind == "polarity":
        return _tone(alert)
    if alert.kind == "ramp":
        return (
            f"risen for weeks, {alert.observed} independent stories in 7 days, "
            f"{alert.expected:.1f} expected before"
        )
    window = _WINDOW.get(alert.window_hours, f"{alert.window_hours} h")
    stories = "story" if alert.observed == 1 else "independent stories"
    early = ", from a short record" if alert.kind == "emergent" else ""
    return f"{alert.observed} {stories} in {window}, {alert.expected:.1f} expected{early}"


def reported(alert: Alert) -> str:
    """Say what most of the alert's stories report, and how: `; 5 of 7 assert an agreement`; else nothing.

    A story speaks by the event of its weightiest sentence, and counts where it moves as the alert does. Where
    official sources of both powers assert something, that is said: `; both governments assert talks`.
    """
    told = [s for s in alert.stories if alert.direction in {s.direction, "attention"}]
    counted = Counter(deed for s in told if (deed := _deed(s)) is not None)
    if not counted:
        return ""
    commonest = sorted(counted, key=lambda deed: (-counted[deed], deed))
    both = next((d for d in commonest if _asserted_by_both(d, told, alert.pair)), None)
    if both is not None:
        return f"; both governments assert {_DEEDS[both[0]]}"
    event, modality = commonest[0]
    number = counted[commonest[0]]
    who = f"{number} of {len(alert.stories)}" if len(alert.stories) > 1 else "one told"
    return f"; {who} {_SAID[modality][number > 1]} {_DEEDS[event]}"


def _asserted_by_both(deed: tuple[str, str], told: Sequence[AlertStory], pair: str | None) -> bool:
    said_by = {power for s in told if _deed(s) == deed for power in s.governments}
    return deed[1] == "asserted" and pair is not None and said_by >= {*powers_of(pair)}


def _withdrawn(alert: Alert, why: Withdrawal) -> str:
    counts: list[tuple[int, str]] = [
        (why.joined, _copies(why)),
        (why.earlier, "was told before" if why.earlier == 1 else "were told before"),
        (why.turned, "no longer says so" if why.turned == 1 else "no longer say so"),
        (why.gone, "is told no more" if why.gone == 1 else "are told no more"),
    ]
    found = [(number, what) for number, what in counts if number]
    later = [] if alert.superseded_by is None else ["another alert tells of its time"]
    if not found:
        if later:
            return later[0]
        stories = "its one story is" if why.stories == 1 else f"its {why.stories} stories are"
        return f"{stories} no more than chance brings"
    (number, what), *rest = found
    first = f"{number} of {why.stories} stories {what}" if why.stories > 1 else f"its one story {what}"
    return "; ".join([first, *(f"{number} {what}" for number, what in rest), *later])


def _copies(why: Withdrawal) -> str:
    """Say what stories turned out to be: `were one corrected wire report`, `were 2 reports`."""
    corrected = "corrected " if why.corrected == why.reports else ""
    wire = "wire " if why.wires == why.reports else ""
    return (
        f"were {'one' if why.reports == 1 else why.reports} {corrected}{wire}report{'s' * (why.reports > 1)}"
    )


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
    limits = "".join(f"; {label}" for label in alert.labels if label != ONE_SIDED)
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
        lines.append(f"  - {line(story.headline)} ({story.source}, {story.first_published_at:%d %b}{copies})")
        lines += [f"      {line(telling.text)}" for telling in story.sentences[:1]]
    if alert.story_count > stories:
        lines.append(f"  and {more(alert.story_count - stories)}")
    return "\n".join(lines)


def more(stories: int) -> str:
    """Say how many stories are not told: `1 story more`, `12 stories more`."""
    return "1 story more" if stories == 1 else f"{stories} stories more"


def _voices(alert: Alert) -> str:
    return "1 voice" if alert.voices == 1 else f"{alert.voices} voices"


def line(text: str) -> str:
    """Keep a hostile text from moving the cursor or breaking the line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
