import pytest

from support.readings import read, told


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Россия и Китай подписали соглашение.", "CHN+RUS SUPPORT asserted"),
        ("США ввели новые санкции против России.", "USA>RUS SANCTION asserted"),
        ("Путин прибыл в Пекин с визитом.", "RUS>CHN CONSULT asserted"),
        ("Россия нанесла удар по Киеву.", "RUS>UKR ASSAULT asserted"),
        ("Москва и Пекин не подписали договор.", "CHN+RUS SUPPORT negated"),
        ("Индия может закупить нефть у России.", "IND>RUS COOPERATE hypothetical"),
        ("Пекин заявил, что поддерживает позицию Москвы.", "CHN>RUS SUPPORT asserted"),
        ("Україна та США підписали угоду про надра.", "UKR+USA SUPPORT asserted"),
        ("Росія атакувала Київ дронами.", "RUS>UKR ASSAULT asserted"),
        ("中俄两国元首签署联合声明。", "CHN+RUS SUPPORT asserted"),
        ("美国对中国加征关税。", "USA>CHN SANCTION asserted"),
        ("习近平在莫斯科会见普京。", "CHN>RUS CONSULT asserted"),
        ("中方敦促美方停止对台军售。", "CHN>USA REQUEST asserted"),
        ("俄罗斯袭击乌克兰基辅。", "RUS>UKR ASSAULT asserted"),
        ("中国没有向俄罗斯提供武器。", "CHN>RUS AID negated"),
    ],
)
def test_events_in_russian_ukrainian_and_chinese(text: str, event: str) -> None:
    """The main verbs of each type are read in four languages, with source, target and modality."""
    assert told(text)[0] == event


@pytest.mark.parametrize(
    ("text", "events"),
    [
        (
            "Киев поблагодарил Москву за поддержку и обвинил США.",
            ["UKR>RUS SUPPORT asserted", "UKR>USA ACCUSE asserted"],
        ),
        ("Вашингтон осудил поддержку России Китаем.", ["USA>RUS ACCUSE asserted"]),
        ("美方取消对中国商品加征的关税。", ["USA>CHN CONCEDE asserted"]),
    ],
)
def test_nouns_of_other_languages_are_no_deeds_of_their_own(text: str, events: list[str]) -> None:
    """A Russian noun is told by its ending, a Chinese verb before 的 only colours what follows."""
    assert told(text) == events


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The envoy of Russia spoke.", "en"),
        ("Посол России выступил с речью.", "ru"),
        ("Посол України виступив з промовою про її майбутнє.", "uk"),
        ("俄罗斯大使发表讲话。", "zh"),
        ("Посланикът на Русия говори за съюза.", "bg"),
        ("Съезд объявил: подъём, объект, субъект.", "ru"),
        ("Амбасадор Русије је говорио са љубављу.", "sr"),
        ("Амбасадорот рече дека Ќе дојде.", "mk"),
        ("Пасол Расіі выступіў у Маскве.", "be"),
        ("Ресей елшісі Қытай туралы айтты.", "kk"),
        ("日本の大使が話しました。", "ja"),
        ("Le ministre des affaires de la France parle avec les autres.", "fr"),
        ("12345 67890", "und"),
        ("", "und"),
    ],
)
def test_the_language_is_detected_when_not_declared(text: str, language: str) -> None:
    """Without a declared language, letters and small words tell it."""
    assert read(text).language == language


def test_a_declared_language_counts() -> None:
    """A declared tag is cut to its primary part; nonsense is passed over."""
    assert read("Hola.", language="es-MX").language == "es"
    assert read("The envoy spoke.", language="english").language == "en"


def test_a_language_without_cues_still_gives_actors() -> None:
    """In a language that has no cues of its own, names are read all the same."""
    tagged = read("Putin und Xi Jinping trafen sich in der Stadt.", language="de")
    assert [one.power for one in tagged.mentions] == ["RUS", "CHN"]
    assert tagged.events == ()
