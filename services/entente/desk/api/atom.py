"""Alerts as an Atom feed. Pure.

Source: RFC 4287.
"""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import datetime

from entente.desk.live.rows import Line

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = {n: " " for n in (*range(0x20), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)) if n not in {9, 10, 13}}


def feed(lines: Sequence[Line], base: str, now: datetime) -> bytes:
    """Write alerts as a feed; an entry's id stays the same over an alert's revisions."""
    root = ET.Element("feed", {"xmlns": _ATOM})
    _text(root, "id", f"{base}/")
    _text(root, "title", "Entente: alerts")
    _text(root, "updated", now.isoformat())
    ET.SubElement(root, "link", {"rel": "self", "href": f"{base}/api/v1/alerts.atom"})
    ET.SubElement(ET.SubElement(root, "author"), "name").text = "Entente"
    for line in lines:
        row = line.row
        entry = ET.SubElement(root, "entry")
        _text(entry, "id", f"urn:entente:alert:{row.id}")
        _text(entry, "title", row.aloud)
        _text(entry, "updated", row.window_end_at.isoformat())
        _text(entry, "published", row.window_start_at.isoformat())
        _text(entry, "summary", row.lead or row.headline)
        ET.SubElement(entry, "link", {"href": f"{base}/alerts/{row.id}"})
        ET.SubElement(entry, "category", {"term": row.state})
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text.translate(_NOT_XML)
