from support.readings import read


def test_a_theme_scores_by_where_and_how_often_it_shows() -> None:
    """A place in the title weighs two, one in the body one: w/(1+w)."""
    themes = {t.theme: t.score for t in read("Sanctions. More sanctions.", title="Gas pipeline").themes}
    assert themes == {"sanctions": 0.6667, "energy": 0.6667}


def test_a_theme_carries_its_places() -> None:
    """Each place of a theme is a span of the text as sent."""
    tagged = read("A joint declaration ended the summit.")
    places = {theme.theme: [tagged.article.full_text[a:b] for a, b in theme.spans] for theme in tagged.themes}
    assert places == {"communique": ["joint declaration"], "summit": ["summit"]}


def test_a_phrase_with_a_gap_stays_within_its_sentence() -> None:
    """The parts of a phrase lie within four words and never across a stop."""
    assert [t.theme for t in read("They deployed many more troops.").themes] == ["basing"]
    assert read("They deployed. Troops rested.").themes == ()
    assert read("They deployed one two three four five six troops.").themes == ()
