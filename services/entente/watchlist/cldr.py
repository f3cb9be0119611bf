"""The states' names in every language of Unicode CLDR, as one file of the default watchlist.

`make names` runs it, with the babel of the locks; the file is committed, so that nothing needs babel to run.
Source: Unicode CLDR, territory names, as in babel; Unicode License v3 (default/LICENSE.unicode).
"""

import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel import Locale
from babel import __version__ as babel_version
from babel.core import get_cldr_version, get_global
from babel.localedata import locale_identifiers

from entente.watchlist.loader import contents, default_files
from entente.watchlist.model import Actor, every_spelling, text_of
from entente.watchlist.names import SEPARATOR
from entente.watchlist.wordlists import listed

FILE = "names.yaml"
_WIDTH = 106
_SHORTEST = 3
"""Letters that a name in Latin, Greek or Cyrillic script must have; in others two will do."""
_SPACED_END = "\u0500"
_SCRIPTS = listed("zh_Hant sr_Latn uz_Cyrl az_Cyrl bs_Cyrl pt_PT")
"""Variants whose names differ from their language's own."""
_READ_BY_HAND = listed("en ru uk zh")
"""Languages whose names stand with the actors, each with its forms and conditions."""
_OTHERS = listed("Maurice Dominique Dominica Granada Cina Chili Indie")
"""Names that more often mean a person, a town or a thing in the very languages that use them."""


def main(folder: Path) -> None:
    """Write the file into a watchlist folder."""
    (folder / FILE).write_text("\n".join(_lines()) + "\n", encoding="utf-8")


def _lines() -> Iterator[str]:
    yield "# The states' names in every language of Unicode CLDR. Made by `make names`: not to be edited."
    yield f"# Unicode CLDR {get_cldr_version()}, by babel {babel_version}; see LICENSE.unicode."
    actors = [entry.item for entry in contents(_by_hand()).entries if isinstance(entry.item, Actor)]
    groups = [group for actor in actors for group in actor.aliases.values()]
    known = {text_of(one) for group in groups for one in every_spelling(group)}
    named = names(tuple(actor.id for actor in actors if actor.kind == "state"))
    owners: dict[str, set[str]] = defaultdict(set)
    for state, spellings in named.items():
        for spelling in spellings:
            owners[spelling.casefold()].add(state)
    for state, spellings in named.items():
        kept = {
            spelling: tags
            for spelling, tags in spellings.items()
            if spelling not in known | _OTHERS and len(owners[spelling.casefold()]) == 1 and _long(spelling)
        }
        yield f"- id: {state}"
        yield "  names: >-"
        text = SEPARATOR.join(f"{' '.join(tags)}: {spelling}" for spelling, tags in kept.items())
        yield from textwrap.wrap(
            text, _WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False
        )


def names(states: tuple[str, ...]) -> Mapping[str, Mapping[str, list[str]]]:
    """List each state's names with the languages that use them; those of the four are left out."""
    found: dict[str, dict[str, list[str]]] = {state: defaultdict(list) for state in states}
    for tag in sorted(locale_identifiers()):
        if ("_" in tag and tag not in _SCRIPTS) or tag in _READ_BY_HAND:
            continue
        territories = Locale.parse(tag).territories
        for state in states:
            name = territories.get(get_global("territory_aliases").get(state, ["XK"])[0])
            if name:
                found[state][name].append(tag.replace("_", "-"))
    return found


def _by_hand() -> dict[str, str]:
    return {name: text for name, text in default_files().items() if name.startswith("actors/")}


def _long(name: str) -> bool:
    if name[0].islower() and not set(" -") & set(name):
        return False  # in a language whose names have no capital it is a word like others
    return len(name) >= (_SHORTEST if name[0] < _SPACED_END else _SHORTEST - 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
