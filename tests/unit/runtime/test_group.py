"""The group in memory: whatever its members do, each partition has one holder and in the end has one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from entente.runtime.memory_group import Group
from entente.runtime.records import Partition

PLACES = {topic: tuple(Partition(topic, n) for n in range(size)) for topic, size in (("a", 5), ("b", 3))}
STEPS = st.lists(
    st.tuples(st.sampled_from(["join", "leave", "expire", "follow"]), st.integers(0, 3)), max_size=40
)


class Members:
    """What each member of a group believes it holds."""

    def __init__(self) -> None:
        self.group = Group(PLACES.__getitem__)
        self.held: dict[int, set[Partition]] = {}

    def join(self, member: int) -> None:
        """Let a member in."""
        if member not in self.held:
            self.group.join(member, ["a", "b"])
            self.held[member] = set()

    def leave(self, member: int) -> None:
        """Let a member go."""
        self.group.leave(member)
        self.held.pop(member, None)

    def expire(self, member: int) -> None:
        """Throw a member out; what it believes to hold is no longer its own."""
        if self.group.has(member):
            self.group.expire(member)
            self.held[member] = set()

    def follow(self, member: int) -> None:
        """Let a member drop and gain what it must; nothing that another holds."""
        if member not in self.held:
            return
        dropped, gained = self.group.follow(member)
        self.held[member] -= dropped
        self.group.release(member, dropped)
        others = {place for one, places in self.held.items() if one != member for place in places}
        assert not gained & others
        self.held[member] |= gained


@settings(deadline=None)
@given(STEPS)
def test_a_partition_is_held_by_one_at_most_and_by_one_in_the_end(steps: list[tuple[str, int]]) -> None:
    """What one holds is given to nobody else; when all have followed, all is held, evenly."""
    members = Members()
    for what, member in steps:
        getattr(members, what)(member)
    for _ in range(4):
        for member in list(members.held):
            members.follow(member)
    if members.held:
        sizes = [len(places) for places in members.held.values()]
        assert sum(sizes) == 8
        assert max(sizes) - min(sizes) <= 1
