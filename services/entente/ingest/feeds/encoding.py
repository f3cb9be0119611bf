"""Feeds that don't say how they are written, or name characters that there are not."""

import re

import charset_normalizer

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']""")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_NUMBER = re.compile(rb"&#([xX][0-9a-fA-F]{1,4000}|[0-9]{1,4000});")
_SURROGATES = range(0xD800, 0xE000)
_LAST = 0x10FFFF
_SAMPLE_BYTES = 64 * 1024


def as_utf8(body: bytes, content_type: str) -> bytes:
    """Give a document that names no encoding in UTF-8; all others stay as they are.

    What reads as UTF-8 is UTF-8, whatever the server says; else its charset counts, else a guess.
    """
    if body.startswith(_BOMS) or b"\0" in body[:4] or _DECLARED.match(body):
        return body
    try:
        body.decode()
    except UnicodeDecodeError:
        if (charset := _CHARSET.search(content_type)) is not None:
            return _decoded(body, charset[1])
        best = charset_normalizer.from_bytes(body[:_SAMPLE_BYTES]).best()
        return body if best is None else _decoded(body, best.encoding)
    return body


def possible_characters(body: bytes) -> bytes:
    """Put the replacement character for numbers that are no character: half a pair, or beyond Unicode.

    Both readers give up a whole feed over one of them.
    """
    return _NUMBER.sub(_possible, body)


def _possible(number: re.Match[bytes]) -> bytes:
    digits = number[1]
    code = int(digits[1:], 16) if digits[:1] in b"xX" else int(digits)
    return number[0] if code < _SURROGATES.start or _SURROGATES.stop <= code <= _LAST else b"&#xFFFD;"


def _decoded(body: bytes, encoding: str) -> bytes:
    try:
        return body.decode(encoding, "replace").encode()
    except LookupError:
        return body
