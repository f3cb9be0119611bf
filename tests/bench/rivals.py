"""The taggers that ours is measured beside, each as its documentation advises for exact names."""

import re
from collections.abc import Callable, Iterable

import flashtext
import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.util import filter_spans

Span = tuple[int, int]
Find = Callable[[str], list[Span]]

_END = ""


def trie_re(spellings: Iterable[str]) -> Find:
    """Match by one regular expression, made from a trie, between places where no word goes on."""
    finditer = re.compile(rf"(?<!\w)(?:{_pattern(_trie(spellings))})(?!\w)").finditer

    def find(text: str) -> list[Span]:
        return [match.span() for match in finditer(text)]

    return find


def flash_text(spellings: Iterable[str]) -> Find:
    """Match by flashtext, case-sensitive."""
    processor = flashtext.KeywordProcessor(case_sensitive=True)
    for spelling in spellings:
        processor.add_keyword(spelling)
    extract = processor.extract_keywords

    def find(text: str) -> list[Span]:
        return [(start, end) for _, start, end in extract(text, span_info=True)]

    return find


class PhraseMatching:
    """Matches by spaCy's PhraseMatcher on a blank English pipeline, the longest of overlapping matches."""

    def __init__(self, spellings: Iterable[str]) -> None:
        self._nlp = spacy.blank("en")
        self._matcher = PhraseMatcher(self._nlp.vocab, attr="ORTH")
        self._matcher.add("name", [self._nlp.make_doc(one) for one in spellings])

    def tokenise(self, text: str) -> Doc:
        """Cut a text into tokens."""
        return self._nlp.make_doc(text)

    def match(self, doc: Doc) -> list[Span]:
        """Match in a text that is cut into tokens already."""
        found = filter_spans(self._matcher(doc, as_spans=True))
        return [(one.start_char, one.end_char) for one in found]

    def __call__(self, text: str) -> list[Span]:
        """Cut and match."""
        return self.match(self.tokenise(text))


Trie = dict[str, "Trie"]


def _trie(spellings: Iterable[str]) -> Trie:
    root: Trie = {}
    for spelling in spellings:
        node = root
        for char in spelling:
            node = node.setdefault(char, {})
        node[_END] = {}
    return root


def _pattern(node: Trie) -> str:
    """Write a trie as a pattern that prefers the longest way; letters that end alike become a set."""
    leaves = [char for char, child in node.items() if child and set(child) == {_END}]
    ways = [
        re.escape(char) + _pattern(child)
        for char, child in sorted(node.items())
        if char != _END and char not in leaves
    ]
    if leaves:
        ways.append(
            re.escape(leaves[0]) if len(leaves) == 1 else f"[{''.join(map(re.escape, sorted(leaves)))}]"
        )
    if not ways:
        return ""
    optional = _END in node
    if len(ways) == 1 and not optional:
        return ways[0]
    return f"(?:{'|'.join(ways)}){'?' if optional else ''}"
