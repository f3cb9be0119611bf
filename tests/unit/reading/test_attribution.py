import pytest

from support.readings import read


@pytest.mark.parametrize(
    ("text", "attribution", "said_by"),
    [
        ("Russia attacked Ukraine.", "media", None),
        ("Russia attacked Ukraine, Kyiv said.", "official", "UKR"),
        ("Trump said that Russia attacked Ukraine.", "official", "donald-trump"),
        ("Gabuev notes that Russia and China deepened ties.", "analyst", "alexander-gabuev"),
        ("Russia and China deepened ties, analysts say.", "analyst", None),
        ("Russia attacked Ukraine, people familiar with the matter said.", "unnamed", None),
        ("Russia attacked Ukraine, a Warsaw sinologist reckons.", "analyst", None),
        ("Russia attacked Ukraine, a foreign ministry spokeswoman said.", "official", None),
        ("Russia attacked Ukraine, said a diplomat who asked not to be named.", "unnamed", None),
        ("Russia warned Ukraine of consequences.", "media", None),
        ("Russia attacked Ukraine, a Kyiv sociologist said.", "analyst", None),
        ("Россия атаковала Украину, подтвердил замминистра.", "official", None),
        ("Россия атаковала Украину, рассуждает востоковед.", "analyst", None),
        ("Россия атаковала Украину, твердит офицер, просивший не называть его имени.", "unnamed", None),
        ("俄罗斯攻击乌克兰，外交部发言人说。", "official", None),
    ],
)
def test_who_says_it(text: str, attribution: str, said_by: str | None) -> None:
    """An event is the word of an official, an analyst, an unnamed source, or else of the outlet."""
    event = read(text).events[0]
    assert (event.attribution, event.said_by) == (attribution, said_by)


@pytest.mark.parametrize(
    ("title", "attribution"),
    [
        ("Russia, China deepen ties — expert", "analyst"),
        ("Russia, China deepen ties — Kremlin", "official"),
        ("Russia, China deepen ties", "media"),
    ],
)
def test_a_headline_names_its_voice_after_a_dash(title: str, attribution: str) -> None:
    """What stands after a headline's last dash is who says it, and acts in nothing."""
    events = read("", title=title).events
    assert [event.attribution for event in events] == [attribution]
    assert all(set(event.sources) == {"RUS", "CHN"} for event in events)
