"""What a feed's document says."""

from datetime import UTC, datetime

import pytest

from entente.contracts.errors import Reason, Reject
from entente.ingest.feeds.document import Asked, Document, Reader, read_document
from entente.ingest.feeds.page import Page, read_page, with_full_text
from entente.ingest.feeds.prolog import declares_entities

NOW = datetime(2025, 9, 7, 12, tzinfo=UTC)
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title><language>en-GB</language>
<item><title>Xi &amp;amp; Putin &lt;b&gt;meet&lt;/b&gt;</title><link>https://w.example/1</link>
<description>&lt;p&gt;They met.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</description>
<pubDate>Sun, 07 Sep 2025 06:30:00 GMT</pubDate></item>
<item><title>Second</title><link>/2</link><guid>20250906</guid></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ru"><title>T</title>
<entry><id>tag:w.example,2025:1</id><title>Переговоры</title><link href="https://w.example/3"/>
<published>2025-09-07T09:30:00+03:00</published><updated>2025-09-07T10:00:00Z</updated>
<content type="html">
&lt;p&gt;Первый абзац.&lt;/p&gt;&lt;p&gt;И ещё один.&lt;/p&gt;</content></entry></feed>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [
{"id": 1, "url": "https://w.example/4", "title": "Four", "content_html": "<p>Text.</p>",
"date_published": "2025-09-07T06:30:00Z"}, {"id": 2, "title": 17}, "junk"]}"""


def _read(document: str | bytes, reader: Reader = "fast", content_type: str = "text/xml") -> Document:
    body = document.encode() if isinstance(document, str) else document
    return read_document(
        Asked(
            body=body,
            content_type=content_type,
            url="https://w.example/feed",
            source="wire",
            language=None,
            now=NOW,
            reader=reader,
        )
    )


def _item(inner: str) -> str:
    return f'<rss version="2.0"><channel><title>t</title><item>{inner}</item></channel></rss>'


@pytest.mark.parametrize("reader", ["fast", "thorough"])
def test_rss_is_read_alike_by_both_readers(reader: Reader) -> None:
    """Words are plain, links absolute, dates as written; an id that looks like a date is none."""
    first, second = _read(RSS, reader).entries
    assert (first.article.title, first.article.text) == ("Xi & Putin meet", "They met.")
    assert first.article.published_at == datetime(2025, 9, 7, 6, 30, tzinfo=UTC)
    assert (first.article.source, first.article.fetched_at, first.summary_only) == ("wire", NOW, True)
    assert (second.article.url, second.article.flags) == ("https://w.example/2", ("undated",))


@pytest.mark.parametrize("reader", ["fast", "thorough"])
def test_atom_is_read_alike_by_both_readers(reader: Reader) -> None:
    """The publication counts, not the update; content is no summary."""
    (entry,) = _read(ATOM, reader).entries
    assert (entry.article.title, entry.article.text) == ("Переговоры", "Первый абзац.\n\nИ ещё один.")
    assert (entry.article.published_at, entry.summary_only) == (
        datetime(2025, 9, 7, 6, 30, tzinfo=UTC),
        False,
    )


def test_json_feed_is_read_and_its_bad_items_are_told() -> None:
    """An item of a wrong type spoils no other."""
    document = _read(JSON, content_type="application/feed+json")
    assert [entry.article.title for entry in document.entries] == ["Four"]
    assert [told.partition(":")[0] for told in document.rejected] == ["entry 2", "entry 3"]


@pytest.mark.parametrize("date", ["10:30", "Sunday", "yesterday", "7 September", "next week", ""])
def test_an_incomplete_date_is_never_filled_up_from_today(date: str) -> None:
    """A library that would make today of it is not asked."""
    (entry,) = _read(_item(f"<title>x</title><pubDate>{date}</pubDate><guid>20250907</guid>")).entries
    assert entry.article.flags == ("undated",)


def test_an_entry_counts_once_and_one_without_words_is_told() -> None:
    """The same link twice is one article."""
    twice = "<item><title>a</title><link>https://w.example/1</link></item>" * 2
    document = _read(f'<rss version="2.0"><channel>{twice}<item><author>x</author></item></channel></rss>')
    assert len(document.entries) == 1
    assert document.rejected == ("entry 3: it has neither a title nor a text",)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://[bad", "http://:80/", "ftp://a.example/x"])
@pytest.mark.parametrize("reader", ["fast", "thorough"])
def test_a_link_that_is_not_http_is_no_link(link: str, reader: Reader) -> None:
    """A script or a broken address is none, and costs the entry nothing else."""
    (entry,) = _read(_item(f"<title>x</title><link>{link}</link>"), reader).entries
    assert (entry.article.title, entry.article.url) == ("x", None)


def test_markup_that_is_not_escaped_is_read_whole() -> None:
    """What the fast reader would cut off goes to the thorough one."""
    document = _read(_item("<title>Putin <b>in</b> Beijing</title>"))
    assert document.entries[0].article.title == "Putin in Beijing"


def test_another_elements_title_is_not_the_entrys() -> None:
    """A picture's title may come first."""
    media = 'xmlns:media="http://search.yahoo.com/mrss/"'
    document = _read(_item(f"<media:title {media}>photo</media:title><title>Talks</title>"))
    assert document.entries[0].article.title == "Talks"


@pytest.mark.parametrize("number", ["&#xd800;", "&#55296;", "&#x110000;", "&#99999999999;"])
@pytest.mark.parametrize("reader", ["fast", "thorough"])
def test_a_number_that_is_no_character_costs_only_itself(number: str, reader: Reader) -> None:
    """Half a surrogate pair, or beyond Unicode: both libraries stumble over it."""
    (entry,) = _read(_item(f"<title>Talks {number} open</title>"), reader).entries
    assert entry.article.title == "Talks \ufffd open"


def test_what_the_thorough_reader_stumbles_over_is_read_by_the_fast_one() -> None:
    """A chapter without a start makes feedparser raise; markup sent the document there."""
    chapters = 'xmlns:psc="http://podlove.org/simple-chapters" version="1.2"'
    spoilt = _item(f"<title>Talks <b>open</b></title><psc:chapters {chapters}><psc:chapter/></psc:chapters>")
    assert _read(spoilt).entries[0].article.title.startswith("Talks")
    with pytest.raises(Reject, match="no reader survives it: TypeError"):
        _read(spoilt, "thorough")


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-16", "utf-8"])
def test_declared_encodings_are_read(encoding: str) -> None:
    """As the document's own declaration says."""
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + _item("<title>Переговоры в Пекине</title>")
    assert _read(text.encode(encoding)).entries[0].article.title == "Переговоры в Пекине"


def test_the_servers_charset_counts_where_the_document_is_silent() -> None:
    """And is not believed against a text that is UTF-8."""
    text = _item("<title>Переговоры в Пекине</title>")
    for body in (text.encode("windows-1251"), text.encode()):
        document = _read(body, content_type="text/xml; charset=windows-1251")
        assert document.entries[0].article.title == "Переговоры в Пекине"


@pytest.mark.parametrize(
    ("document", "reason", "told"),
    [
        ("", Reason.EMPTY, "empty"),
        (
            "<!DOCTYPE html><html><body><h1>Not found</h1></body></html>",
            Reason.MALFORMED,
            "begins with '<!DOC",
        ),
        (
            "just words",
            Reason.MALFORMED,
            "it is neither RSS, Atom nor JSON Feed: it begins with 'just words'",
        ),
        ('{"version": "2.0", "items": []}', Reason.MALFORMED, "no JSON Feed: its version is '2.0'"),
        ('{"items": ', Reason.MALFORMED, "no JSON Feed"),
        (b"\x00\xff\xfe\x01" * 50, Reason.MALFORMED, "it is neither RSS"),
        (f'<!DOCTYPE rss [<!ENTITY a "b">]>{RSS}', Reason.UNSUPPORTED, "declares XML entities"),
    ],
)
def test_what_is_no_feed_says_what_it_is(document: str | bytes, reason: Reason, told: str) -> None:
    """The reason is clear without opening the document."""
    with pytest.raises(Reject) as caught:
        _read(document)
    assert (caught.value.reason, told in caught.value.detail) == (reason, True)


@pytest.mark.parametrize(
    ("document", "declared"),
    [
        ("<rss/>", False),
        ("<rss><![CDATA[<!ENTITY x 'y'>]]></rss>", False),
        ("<?xml version='1.0'?><!-- <rss> --><!DOCTYPE r [<!ENTITY x 'y'>]><rss/>", True),
        ("<!-- <rss> -->\n<!DOCTYPE r [ <!ENTITY % x 'y'> ]><rss/>", True),
        ("junk <!DOCTYPE r [<!ENTITY x 'y'>]><rss/>", True),
        ("<!DOCTYPE rss PUBLIC 'x' 'http://my.netscape.com/publish/formats/rss-0.91.dtd'><rss/>", False),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
def test_entities_are_found_in_any_encoding(document: str, encoding: str, *, declared: bool) -> None:
    """Before the first element, however it is written; an article about XML is none."""
    assert declares_entities(document.encode(encoding)) is declared


PAGE = f"""<html><body><nav><a href="/">Home</a><a href="/x">World</a></nav><article><h1>Talks open</h1>
<p>{"The delegations met in Geneva on Sunday and spoke about grain. " * 8}</p>
<p>{"A second round was agreed upon for October in Vienna, officials said. " * 8}</p></article>
<footer>All rights reserved</footer></body></html>"""


def test_a_pages_text_takes_the_place_of_a_summary() -> None:
    """Menus and footers stay out, id and dates stay, the revision follows the words."""
    article = _read(RSS).entries[0].article
    whole = with_full_text(article, read_page(Page(PAGE.encode(), "https://w.example/1")).text)
    assert whole.text.startswith("The delegations met in Geneva") or "The delegations met" in whole.text
    assert "All rights reserved" not in whole.text
    assert "Home" not in whole.text
    assert (whole.id, whole.published_at) == (article.id, article.published_at)
    assert whole.revision != article.revision


def test_a_page_that_says_less_changes_nothing() -> None:
    """Neither an empty page nor a shorter one."""
    article = _read(RSS).entries[0].article
    assert with_full_text(article, None) == article
    assert with_full_text(article, "They") == article
