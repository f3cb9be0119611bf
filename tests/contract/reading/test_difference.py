"""What two watchlists read differently."""

from entente.reading.difference import differences, examples
from support.readings import article
from support.watchlists import small_files

RURITANIA = (
    "- id: RUR\n  kind: state\n  name: Ruritania\n  wikidata: null\n  source: s\n"
    "  aliases: {en: {direct: [Ruritania]}}\n"
    "  must_match: [Ruritania accused Russia of spying.]\n"
)
OLD = small_files()
NEW = OLD | {"actors/rur.yaml": RURITANIA}


def test_a_new_actor_shows_in_what_is_read() -> None:
    """The examples of both lists are read by both; what comes and goes is told of each text."""
    (found,) = differences(OLD, NEW, examples(OLD, NEW))
    assert found.where == "actors/rur.yaml"
    assert found.text == "Ruritania accused Russia of spying."
    assert found.gone == ()
    assert found.come[0] == "'Ruritania' at 0 names RUR for RUR"
    assert found.come[1].startswith("RUR ACCUSE to RUS, asserted, media")


def test_the_other_way_round_what_came_goes() -> None:
    """Old and new exchanged, come and gone are exchanged."""
    (there,) = differences(OLD, NEW, examples(NEW))
    (back,) = differences(NEW, OLD, examples(NEW))
    assert (back.gone, back.come) == (there.come, there.gone)


def test_articles_are_read_by_both() -> None:
    """Any article may be compared; one that is read alike is passed over."""
    texts = [("archive, record 1", article("China and Russia met.")), ("2", article("Ruritania met Russia."))]
    assert [one.where for one in differences(OLD, NEW, texts)] == ["2"]
    assert list(differences(OLD, OLD | {"actors/none.yaml": ""}, [*texts, *examples(OLD)])) == []
