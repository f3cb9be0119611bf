import pytest

from support.readings import read


def sentences(text: str) -> list[str]:
    """The sentences of a body, as text."""
    tagged = read(text)
    full = tagged.article.full_text
    return [full[start:end] for start, end in tagged.sentences]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One ends here. Two ends there! Does three?", 3),
        ("Mr. Lee met Dr. Kim on Sept. 3 in St. Petersburg.", 1),
        ("The U.S. envoy left. He was tired.", 2),
        ("They flew to the U.S. The envoy stayed.", 2),
        ('He said "no." She said "yes."', 2),
        ("Growth was 3.5 percent. Prices fell.", 2),
        ("J. K. Smith signed. It was late.", 2),
        ("中俄签署协议。双方满意！好吗？", 3),
        ("A heading\n\nA paragraph.", 2),
        ("A line that is\nwrapped by hand.", 1),
        ("", 0),
    ],
)
def test_where_sentences_end(text: str, count: int) -> None:
    """Abbreviations, initials, figures and wrapped lines end no sentence; stops and blank lines do."""
    assert len(sentences(text)) == count


def test_the_title_is_a_sentence_of_its_own() -> None:
    """Title and body never share a sentence, whether the title has a stop or not."""
    tagged = read("China waits.", title="Russia acts")
    assert [one.sentence for one in tagged.mentions] == [0, 1]
