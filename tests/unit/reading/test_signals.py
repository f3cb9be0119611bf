import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.contracts.signals import MAX_SENTENCE
from entente.reading.fingerprint import fingerprint
from entente.reading.signals import MAX_TELLING, signals, volume
from support.readings import WEEK, read


def test_pairs_that_share_a_sentence_have_a_signal() -> None:
    """A signal for each pair of one sentence, of whatever modality; none across sentences."""
    found = {one.pair: one.alignment for one in signals(read("Russia met China. India may visit Japan."))}
    assert found == {"CHN-RUS": 2.5, "IND-JPN": 0.0}


def test_a_list_of_powers_makes_no_pair_of_every_two() -> None:
    """A sentence of more than four powers gives pairs only by its events."""
    text = "Russia, China, India, Japan and Pakistan watched"
    assert signals(read(text + " the sky.")) == ()
    pairs = {one.pair for one in signals(read(text + " as Israel attacked Iran."))}
    assert pairs == {"IRN-ISR"}


def test_alignment_adds_up_what_is_asserted_and_no_analyst_says() -> None:
    """Hypothetical, future, negated events and an analyst's word don't count; the sum ends at ten."""
    assert signals(read("Russia may sign a treaty with China."))[0].alignment == 0
    assert signals(read("Russia and China deepened ties, analysts say."))[0].alignment == 0
    assert signals(read("Russia attacked Ukraine. Russia condemned Ukraine."))[0].alignment == -10
    assert signals(read("Russia and China signed a treaty. Russia condemned China."))[0].alignment == 3


def test_telling_sentences_carry_marks_of_their_own_text() -> None:
    """A telling sentence marks its actors, events and modality within itself."""
    sentence = signals(read("It rained. Russia did not attack China on Monday."))[0].sentences[0]
    marked = {(sentence.text[a:b], kind) for (a, b), kind in ((m.span, m.kind) for m in sentence.marks)}
    assert sentence.text == "Russia did not attack China on Monday."
    assert marked == {("Russia", "actor"), ("China", "actor"), ("attack", "event"), ("not", "modality")}


def test_a_long_sentence_is_cut_around_its_event() -> None:
    """Four hundred code points at most, with the event in them."""
    text = "Much was said, " * 60 + "and then Russia attacked Ukraine."
    sentence = signals(read(text))[0].sentences[0]
    assert len(sentence.text) <= MAX_SENTENCE
    assert "Russia attacked Ukraine" in sentence.text


def test_the_most_telling_sentences_are_kept_in_text_order() -> None:
    """At most six sentences, those with events before those without."""
    text = "Russia and China were named. " * 10 + "Russia and China signed a treaty."
    found = signals(read(text))[0].sentences
    assert len(found) == MAX_TELLING
    assert found[-1].score == 5
    assert [one.start for one in found] == sorted(one.start for one in found)


def test_volume_counts_an_article_by_its_hour() -> None:
    """The record names each power once and the hour of publication; undated articles have none."""
    record = volume(read("Russia met Russia and China."))
    assert record.powers == ("CHN", "RUS")
    assert record.hour_at == WEEK.replace(minute=0)
    assert volume(read("Russia.", at=None)).hour_at is None


def test_a_fingerprint_is_made_where_two_powers_are_named() -> None:
    """One power makes no pair, and needs no fingerprint."""
    assert read("Russia.").fingerprint is None
    assert read("Russia and China.").fingerprint is not None


def test_copies_have_one_hash_whatever_their_case_and_stops() -> None:
    """Case, spacing and punctuation don't change what is said."""
    assert (
        fingerprint("Russia and China, signed.").text_hash
        == fingerprint("RUSSIA and  China signed").text_hash
    )
    assert fingerprint("Russia signed.").text_hash != fingerprint("China signed.").text_hash


@given(st.text(max_size=400))
def test_a_fingerprint_is_128_slots_or_none(text: str) -> None:
    """Any text has a fingerprint; without words it has no slots."""
    found = fingerprint(text)
    assert len(found.minhash) == (512 if found.shingles else 0)
    assert base64.b64decode(base64.b64encode(found.minhash)) == found.minhash


@pytest.mark.parametrize(("edit", "least"), [("", 1.0), (" Prices fell.", 0.75)])
def test_a_copy_with_a_line_more_has_most_slots_in_common(edit: str, least: float) -> None:
    """Near copies agree in most slots."""
    text = " ".join(
        f"Sentence {i} tells of envoys, of trade and of the town number {i * 7}." for i in range(12)
    )
    one, other = fingerprint(text).minhash, fingerprint(text + edit).minhash
    same = sum(one[i : i + 4] == other[i : i + 4] for i in range(0, 512, 4)) / 128
    assert same >= least
