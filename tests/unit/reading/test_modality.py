import pytest

from support.readings import read, told


@pytest.mark.parametrize(
    ("text", "modality", "words"),
    [
        ("Russia signed a treaty with China.", "asserted", None),
        ("Russia did not sign a treaty with China.", "negated", "not"),
        ("Russia tried to attack Japan.", "asserted", None),
        ("Putin meets Xi on Friday.", "future", "on Friday"),
        ("Putin met Xi on Friday.", "asserted", None),
        ("It was only in 2004 that Japan attacked Russia.", "historical", "only in 2004"),
        ("Russia and China have no deal.", "negated", "no"),
        ("Russia never attacked Japan.", "negated", "never"),
        ("Russia was unable to attack Kyiv.", "negated", "unable to"),
        ("Russia and China may hold exercises.", "hypothetical", "may"),
        ("If Russia attacked Japan, prices would rise.", "hypothetical", "If"),
        ("Russia could attack Japan.", "hypothetical", "could"),
        ("Russia is likely to attack Japan.", "hypothetical", "likely"),
        ("Russia will attack Japan.", "future", "will"),
        ("Russia is going to attack Japan.", "future", "going to"),
        ("Moscow said that it would attack Tokyo.", "future", "would"),
        ("Russia attacked Japan eighty years ago.", "historical", "years ago"),
        ("In 1904 Japan attacked Russia.", "historical", "In 1904"),
        ("Japan attacked Russia in 1904.", "historical", "in 1904"),
        ("Trump extended sanctions on Iran, imposed in 1979.", "asserted", None),
        ("In May, Russia signed a treaty with China.", "asserted", None),
        ("Russia continued to attack Ukraine.", "asserted", None),
        ("Russia not only attacked Ukraine.", "asserted", None),
        ("Russia held no talks with China.", "negated", "no"),
        ("Russia is to attack Japan.", "future", "is to"),
        ("In August 1904, when Japan attacked Russia, it rained.", "historical", "In August 1904"),
        ("Japan attacked Russia half a century ago.", "historical", "half a century ago"),
        ("Talks between Russia and China could begin soon.", "hypothetical", "could begin"),
        ("Talks between Russia and China will take place in Oslo.", "future", "will take place"),
        ("Россия подпишет договор с Китаем.", "future", "подпишет"),
        ("Россия подписала договор с Китаем.", "asserted", None),
        ("Россия, пожалуй, подпишет договор с Китаем.", "hypothetical", "пожалуй"),
        ("Переговоры России и Китая состоятся в Осло.", "future", "состоятся"),
        ("Росія підпише договір з Китаєм.", "future", "підпише"),
        ("倘若俄罗斯攻击日本，油价会涨。", "hypothetical", "倘若"),
        ("Will Russia attack Japan?", "hypothetical", "?"),
        ("Russia has yet to sign a treaty with China.", "negated", "yet to"),
        ("Russia ended the visit without attacking Japan.", "negated", "without"),
        ("Talks between Russia and China never began.", "negated", "never began"),
        ("Россия подписала бы договор с Китаем.", "hypothetical", "бы"),
        ("Россия надеется подписать договор с Китаем.", "hypothetical", "надеется"),
        ("Росія так і не підписала договір з Китаєм.", "negated", "так і не"),
        ("Росія б'є по Україні.", "asserted", None),
        ("俄罗斯是否攻击日本，尚不清楚。", "hypothetical", "是否"),
        ("中国从来没有攻击日本。", "negated", "从来没有"),
        ("一九〇四年，日本攻击俄罗斯。", "historical", "一九〇四年"),
        ("二〇二六年，日本攻击俄罗斯。", "asserted", None),
    ],
)
def test_modality_and_the_words_that_tell_it(text: str, modality: str, words: str | None) -> None:
    """Each modality is told by its words, and their place is kept."""
    tagged = read(text)
    event = tagged.events[0]
    place = event.modality_span
    told_by = None if place is None else tagged.article.full_text[place[0] : place[1]]
    assert (event.modality, told_by) == (modality, words)


@pytest.mark.parametrize(
    ("title", "event"),
    [
        ("Putin to visit China in May", "RUS>CHN AGREE future"),
        ("Russia, China to sign gas deal", "CHN+RUS AGREE future"),
        ("Russia to redirect gas supplies to China", "RUS>CHN AGREE future"),
        ("US to impose tariffs on India", "USA>IND THREATEN future"),
        ("Putin, Xi hold talks in Beijing", "CHN+RUS CONSULT asserted"),
        ("Putin arrives in Beijing", "RUS>CHN CONSULT asserted"),
    ],
)
def test_headlines_plan_with_an_infinitive(title: str, event: str) -> None:
    """A headline's "to sign" lies ahead; its present tense is done."""
    assert told("", title=title) == [event]


def test_what_will_not_be_done_is_refused() -> None:
    """A "will not" with a deed of cooperation is PLOVER's REJECT; "did not" is only not done."""
    assert told("Russia will not hold talks with Ukraine.") == ["RUS>UKR REJECT asserted"]
    assert told("Russia did not hold talks with Ukraine.") == ["RUS>UKR CONSULT negated"]


def test_did_not_sign_is_no_signing() -> None:
    """A negated signing moves nobody closer."""
    assert all(e.modality == "negated" for e in read("China did not sign the treaty with Russia.").events)
