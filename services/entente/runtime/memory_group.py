"""A consumer group in memory: sticky and cooperative, as Kafka's.

A partition that moves is first let go of by the one that holds it, in its own poll, and only then taken on.
"""

from collections.abc import Callable, Collection, Hashable

from entente.runtime.records import Partition


class Group:
    """Who shall hold what, who holds it, and what was committed."""

    def __init__(self, partitions_of: Callable[[str], tuple[Partition, ...]]) -> None:
        self.committed: dict[Partition, int] = {}
        self._partitions_of = partitions_of
        self._topics: dict[Hashable, frozenset[str]] = {}
        self._holder: dict[Partition, Hashable] = {}
        self._target: dict[Partition, Hashable] = {}
        self._expired: dict[Hashable, frozenset[str]] = {}
        self._lost: dict[Hashable, frozenset[Partition]] = {}

    def has(self, member: Hashable) -> bool:
        """Say whether this is a member."""
        return member in self._topics

    def join(self, member: Hashable, topics: Collection[str]) -> None:
        """Take a member in."""
        self._topics[member] = frozenset(topics)
        self._share()

    def leave(self, member: Hashable) -> None:
        """Let a member go, with all it holds."""
        self._topics.pop(member, None)
        self._expired.pop(member, None)
        self._holder = {place: one for place, one in self._holder.items() if one is not member}
        self._share()

    def expire(self, member: Hashable) -> None:
        """Throw a member out; it notices when it next follows, and comes back."""
        topics = self._topics.get(member, frozenset())
        held = frozenset(place for place, one in self._holder.items() if one is member)
        self.leave(member)
        self._expired[member] = topics
        self._lost[member] = held

    def follow(self, member: Hashable) -> tuple[frozenset[Partition], frozenset[Partition]]:
        """Say what a member must drop now, and what it takes on now."""
        if member in self._expired:
            lost = self._lost.pop(member)
            self.join(member, self._expired.pop(member))
            return lost, self._gain(member)
        dropped = frozenset(
            place
            for place, one in self._holder.items()
            if one is member and self._target.get(place) is not member
        )
        return dropped, self._gain(member)

    def release(self, member: Hashable, partitions: Collection[Partition]) -> None:
        """Free what a member has dropped, unless it has already taken it on again."""
        for place in partitions:
            if self._holder.get(place) is member and self._target.get(place) is not member:
                del self._holder[place]

    def _gain(self, member: Hashable) -> frozenset[Partition]:
        gained = frozenset(
            place for place, one in self._target.items() if one is member and place not in self._holder
        )
        self._holder.update(dict.fromkeys(gained, member))
        return gained

    def _share(self) -> None:
        """Give every partition to a member that wants its topic, evenly, moving as few as possible."""
        places = sorted(p for t in set().union(*self._topics.values()) for p in self._partitions_of(t))
        loads: dict[Hashable, int] = dict.fromkeys(self._topics, 0)
        target: dict[Partition, Hashable] = {}
        most = -(-len(places) // max(1, len(loads)))
        for place in places:
            holder = self._holder.get(place)
            if holder in loads and place.topic in self._topics[holder] and loads[holder] < most:
                target[place] = holder
                loads[holder] += 1
        for place in places:
            if place not in target:
                willing = [one for one in loads if place.topic in self._topics[one]]
                target[place] = min(willing, key=loads.__getitem__)
                loads[target[place]] += 1
        self._target = target
