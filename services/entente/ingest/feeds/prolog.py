"""What stands before a document's first element; entities declared there can grow without bound."""

import codecs
import re
from collections.abc import Mapping

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ZEROS: Mapping[tuple[bool, ...], str] = {
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
}
"""Where the zero bytes of the first characters stand, without a mark."""

_SKIPPED = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_ROOT = re.compile(r"<[A-Za-z_]")
_EBCDIC = b"\x4c\x6f\xa7\x94"
_ENTITY = "<!ENTITY"


def declares_entities(document: bytes) -> bool:
    """Say whether a document declares an entity, in whatever encoding it is written.

    Where its beginning can't be followed, the declaration is looked for everywhere.
    """
    if document.startswith(_EBCDIC):
        return True  # no feed is written so, and nothing here could look into it
    text = _as_text(document)
    if _ENTITY not in text:
        return False
    at = 0
    while skipped := _SKIPPED.match(text, at):
        at = skipped.end()
    return _ROOT.match(text, at) is None


def _as_text(document: bytes) -> str:
    encoding = next((name for bom, name in _BOMS if document.startswith(bom)), _ZEROS.get(_zeros(document)))
    return document.decode(encoding or "latin-1", "replace").lstrip("\ufeff")


def _zeros(document: bytes) -> tuple[bool, ...]:
    return tuple(byte == 0 for byte in document[:4])
