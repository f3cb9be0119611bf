"""Feeds that don't say how they are written: neither UTF-8 nor any encoding declared."""

import re

import charset_normalizer

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']""")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
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


def _decoded(body: bytes, encoding: str) -> bytes:
    try:
        return body.decode(encoding, "replace").encode()
    except LookupError:
        return body
