"""Chinese names of powers by one character: side by side (中俄), or with a word of dealing (对俄, 俄方).

Alone such a character is part of any word (法 is law, 中 is middle), so it is looked for there only.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

Bounds = tuple[int, int]

_TOWARDS = "对驻访赴援涉遏反亲联侵抗"
"""Verbs that take a power by its one character: towards, stationed in, visiting, aiding, concerning."""
_OF = (
    "方|军|媒|企|外长|防长|总统|总理|外交部|国防部|外交官|国家安全委员会|"
    "海军|空军|两国|三国|四国|双方|关系|边境|会谈|领导人"
)
"""Words that follow a power's one character when it acts."""
_INSIDE = "其集当之高初期空海地水途暗心最华年月在"
"""Characters that make a word with the 中 that follows: 其中, 集中, 当中."""
_BEFORE_CLAUSE = "后前日月年对就与和将说称因令使让"
"""Characters that end no word with what follows: 入夏后, 3日, 就."""
_COMMON = "中法德加印土巴以英意日美苏台越澳欧伊"
"""Too common to stand for a power beside a word of dealing; but 日, 美, 台 do after a verb, and 美 acts."""


class Abbreviations:
    """Finds the powers that one character each stands for."""

    def __init__(self, characters: Mapping[str, int]) -> None:
        """Take which actor each character stands for."""
        self._actors = dict(characters)
        every = "".join(characters)
        alone = "".join(c for c in every if c not in _COMMON)
        self._find = re.compile(
            f"(?P<run>[{every}]{{2,6}})|(?<=[{_TOWARDS}])(?P<to>[{alone}日美台])|(?P<of>[{alone}美])(?={_OF})"
            "|(?P<force>[中日])(?=[军媒企])"
            if every
            else r"(?!)"
        )

    def find(self, text: str, taken: Sequence[Bounds]) -> Iterator[tuple[int, int, int]]:
        """List start, end and actor of each character that stands for a power, where no name is read already.

        Args:
            text: the normalised text.
            taken: what names cover, in order: 俄罗斯 in "其中俄罗斯" is Russia, and its 中 is nobody.
        """
        for match in self._find.finditer(text):
            free = [
                i
                for i in range(*match.span())
                if text[i] in self._actors and not any(start <= i < end for start, end in taken)
            ]
            if match["run"] is not None:
                if free and free[0] and _goes_before(text[free[0] - 1], text[free[0]]):
                    free = free[1:]
                beside = bool(free) and _opens(text, free[0]) and any(s == free[-1] + 1 for s, _ in taken)
                if len(free) < 2 - beside or len({self._actors[text[i]] for i in free}) < len(free):
                    continue
            elif (
                match["force"] is not None and free and free[0] and _goes_before(text[free[0] - 1], match[0])
            ):
                continue
            for i in free:
                yield i, i + 1, self._actors[text[i]]


def _opens(text: str, at: int) -> bool:
    """Whether a clause begins here, so that its first character ends no word: 会谈中俄军 is not China's."""
    return at == 0 or not text[at - 1].isalnum() or text[at - 1] in _BEFORE_CLAUSE


def _goes_before(before: str, first: str) -> bool:
    """Whether the first of a run belongs to what stands before it: 其中, 24日."""
    return (first == "中" and before in _INSIDE) or (first == "日" and before.isnumeric())
