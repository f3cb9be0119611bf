r"""What publishers write becomes plain text: the text as sent, whose code points every span counts.

Decided here once: text is sent in NFC, without control, zero-width or direction marks, with plain spaces,
`\n` line ends and at most one blank line between paragraphs.
"""

import html
import re
import unicodedata
from html.entities import html5

import nh3

MAX_TITLE_BYTES = 4096
"""A title beyond this is a body gone astray."""

MAX_ESCAPED_BYTES = 1_000_000
"""What a text may take as JSON; it leaves room for the other fields in the topic's 1 MiB."""

_SPACES = dict.fromkeys([*map(ord, "\t\v\f\xa0\u1680\u202f\u205f\u3000"), *range(0x2000, 0x200B)], " ")
_LINE_ENDS = {ord(c): "\n" for c in "\r\x85\u2028\u2029"}
_GONE = dict.fromkeys(
    [
        *range(0x09),
        *range(0x0E, 0x20),
        *range(0x7F, 0x85),
        *range(0x86, 0xA0),
        0xAD,  # the soft hyphen splits a name in two
        0x200B,
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),  # direction marks hide what a text says
        0x2060,
        *range(0x2066, 0x2070),
        0xFEFF,
        0xFFFE,
        0xFFFF,
    ],
    None,
)
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_TABLE: dict[int, str | None] = {**_GONE, **_SPACES, **_LINE_ENDS, **_SURROGATES}
_TRANSLATED = re.compile(f"[{''.join(map(re.escape, map(chr, _TABLE)))}]")

_PARAGRAPHS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "fieldset", "figcaption"),
        *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main"),
        *("nav", "ol", "p", "pre", "section", "table", "tr", "ul"),
    ]
)
_KEPT = _PARAGRAPHS | {"br", "td", "th"}
_INLINE = frozenset(
    [
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "center", "cite", "code", "del", "dfn", "em"),
        *("font", "i", "iframe", "img", "input", "ins", "kbd", "label", "mark", "object", "q", "s", "samp"),
        *("script", "small", "span", "strike", "strong", "style", "sub", "sup", "tbody", "tfoot", "thead"),
        *("time", "tt", "u", "var", "video", "applet", "base", "blink", "body", "embed", "frame", "frameset"),
        *("head", "html", "link", "marquee", "meta", "nobr", "noscript", "param", "picture", "source", "svg"),
        "wbr",
    ]
)
_TAG = re.compile(r"</?([a-z][a-z0-9]*)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_COMMENT_OR_CDATA = re.compile(r"<!(?:--|\[CDATA\[|doctype)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_BREAK = re.compile(r"</?([a-z0-9]+)>")
_RUN = re.compile(r" {2,}")
_AROUND_LINE_END = re.compile(r" *\n *")
_BLANK_LINES = re.compile(r"\n{3,}")


def plain(text: str) -> str:
    """Clean a text that is no HTML; doing it twice changes nothing."""
    # str.translate of a text beyond ASCII looks every character up; what is to change is rare.
    tidy = _TRANSLATED.sub(_translated, text.replace("\r\n", "\n"))
    tidy = unicodedata.normalize("NFC", tidy)
    # Looking for a fixed string is twenty times as fast as a substitution that finds nothing.
    if "  " in tidy:
        tidy = _RUN.sub(" ", tidy)
    if " \n" in tidy or "\n " in tidy:
        tidy = _AROUND_LINE_END.sub("\n", tidy)
    if "\n\n\n" in tidy:
        tidy = _BLANK_LINES.sub("\n\n", tidy)
    return tidy.strip()


def _translated(found: re.Match[str]) -> str:
    return _TABLE[ord(found[0])] or ""


def looks_like_html(text: str) -> bool:
    """Say whether a text holds a tag of HTML, a comment or an entity; `5 < 6` and `AT&T` are none."""
    if "<" in text:
        if _COMMENT_OR_CDATA.search(text):
            return True
        if any(m[1].lower() in _KEPT or m[1].lower() in _INLINE for m in _TAG.finditer(text)):
            return True
    return "&" in text and any(m[0][1] == "#" or m[0][1:] in html5 for m in _ENTITY.finditer(text))


def from_html(markup: str) -> str:
    """Give the text of HTML: no scripts, styles or comments; blocks become paragraphs.

    Line ends are only spaces in HTML, but where no block is marked they are all the structure there is.
    """
    markup = markup.replace("<![CDATA[", "").replace("]]>", "")  # what a feed wrapped twice
    kept = nh3.clean(markup, tags=set(_KEPT), attributes={}, link_rel=None)
    if _BREAK.search(kept):
        kept = _BREAK.sub(_line_break, " ".join(kept.split()))
    return plain(html.unescape(kept))


def _line_break(tag: re.Match[str]) -> str:
    name = tag[1]
    return "\n" if name == "br" else "\n\n" if name in _PARAGRAPHS else " "


def cleaned(text: str) -> str:
    """Give the plain text of what may be HTML."""
    return from_html(text) if looks_like_html(text) else plain(text)


def one_line(text: str) -> str:
    """Clean what has to be a single line, such as a title."""
    return " ".join(cleaned(text).split())


def without_title(text: str, title: str) -> str:
    """Drop a first line that only says the title again, lest its events be read twice."""
    first, _, rest = text.partition("\n")
    return rest.lstrip("\n") if title and first == title else text


def cut(text: str, max_bytes: int) -> str:
    """Cut a text to so many bytes of UTF-8, and to what fits a message once escaped as JSON."""
    text = cut_bytes(text, max_bytes)
    return cut_bytes(text, MAX_ESCAPED_BYTES // 2) if _escaped_bytes(text) > MAX_ESCAPED_BYTES else text


def cut_bytes(text: str, max_bytes: int) -> str:
    """Cut a text to so many bytes of UTF-8, between two characters."""
    if len(text) * 4 <= max_bytes:
        return text
    return text[:max_bytes].encode("utf-8", "replace")[:max_bytes].decode("utf-8", "ignore")


def _escaped_bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace")) + sum(map(text.count, '"\\\n'))
