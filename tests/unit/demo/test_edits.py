from datetime import UTC, datetime
from random import Random

from entente.demo import edits
from entente.demo.derive import read_written

WRITTEN = read_written()
OUTLET = "thames-ledger.example"


def chance() -> Random:
    """Give the same chance to every test."""
    return Random(7)  # noqa: S311 - a test wants the same chance each time


def test_about_one_word_in_twenty_changes() -> None:
    """Of a text's words, about 5 % differ afterwards, and never more than a tenth."""
    for article in WRITTEN:
        if article.language != "zh":
            words = article.text.split()
            kept = len(
                set(words) & set(edits.words_changed(chance(), article.text, article.language).split())
            )
            assert 0.88 <= kept / len(set(words)) < 1, article.url


def test_a_chinese_text_changes_too() -> None:
    """In Chinese some words of two characters are replaced, and most characters stay."""
    for article in WRITTEN:
        if article.language == "zh":
            changed = edits.words_changed(chance(), article.text, "zh")
            assert changed != article.text
            assert abs(len(changed) - len(article.text)) <= 8


def test_truncation_keeps_seventy_percent() -> None:
    """A truncated text is the start of the text, and an ellipsis."""
    text = "One two three. Four five six. Seven eight nine."
    assert text.startswith(edits.truncated(text)[:-1])
    assert edits.truncated(text).endswith("…")
    assert len(edits.truncated(text)) <= 0.7 * len(text) + 1


def test_the_first_paragraph_or_half() -> None:
    """A text of several paragraphs keeps the first, one in a single piece half of its sentences."""
    assert edits.first_paragraph("A a. B b.\n\nC c.") == "A a. B b."
    assert edits.first_paragraph("A a. B b. C c. D d.") == "A a. B b."
    assert edits.first_paragraph("甲。乙。丙。丁。") == "甲。乙。"


def test_a_new_dateline_takes_the_place_of_the_old_one() -> None:
    """A reprint opens with its own outlet's town and day."""
    at = datetime(2025, 6, 5, 12, tzinfo=UTC)
    text = "PARIS, June 5 — It rained."
    assert edits.with_dateline(text, "en", OUTLET, at) == "LONDON, June 5 (Thames Ledger) — It rained."


def test_headlines_change() -> None:
    """Another outlet's headline is never the article's own."""
    for article in WRITTEN:
        other = edits.other_headline(chance(), article.title, article.text, article.language, OUTLET)
        assert other != article.title


def test_a_correction_takes_the_last_sentence_out() -> None:
    """What remains is the text before its last sentence, and a line that says so."""
    assert edits.corrected("A a. B b.", "en").startswith("A a.\n\nCorrection: ")
