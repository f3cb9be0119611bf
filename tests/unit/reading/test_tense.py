import pytest

from entente.reading.dating import past_years
from entente.reading.tense import lies_ahead, of_noun
from entente.watchlist.wordlists import listed


@pytest.mark.parametrize(
    "verb",
    sorted(
        listed(
            "подпишет введёт вступит поедет пройдут откажет передаст начнёт снимет состоится вернёт "
            "блокуватиме внесе передасть зустрінуться будет"
        )
    ),
)
def test_a_perfective_verb_in_the_present_speaks_of_what_will_be(verb: str) -> None:
    """So does the Ukrainian future in one word."""
    assert lies_ahead(verb)


@pytest.mark.parametrize(
    "word",
    sorted(
        listed(
            "поставляет проводит выходит ведёт подписал подписать провести требует находится зависит держат "
            "ответ запрет приоритет захват солдат разбит принят расчёт визит после"
        )
    ),
)
def test_what_only_looks_like_one_does_not(word: str) -> None:
    """Imperfective verbs, infinitives, the past, nouns and participles."""
    assert not lies_ahead(word)


@pytest.mark.parametrize(
    ("text", "noun", "told"),
    [
        ("The talks were held and may help.", "talks", None),
        ("A fifth round of talks is due in Baghdad.", "talks", "future"),
        ("Россия осудила удар по Ирану.", "удар", None),
        ("Встреча лидеров может пройти в мае.", "Встреча", "hypothetical"),
        ("Соглашения пока нет.", "Соглашения", "negated"),
        ("Токио введёт санкции против Москвы.", "санкции", "future"),
    ],
)
def test_a_noun_is_told_by_the_verb_that_does_it(text: str, noun: str, told: str | None) -> None:
    """A verb that judges it, or comes after another, tells nothing of it."""
    at = text.index(noun)
    found = of_noun(text, (at, at + len(noun)), (0, len(text)))
    assert (found and found.modality) == told


def test_years_before_the_article_date_a_deed() -> None:
    """Those that only tell one deal from another don't."""
    text = "In 1969, on 2 March 1969 and in 2030; the 2015 deal"
    found = [text[start:end] for start, end in past_years(text, 0, len(text), 2025)]
    assert found == ["In 1969", "March 1969"]
