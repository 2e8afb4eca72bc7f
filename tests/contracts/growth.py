"""Whether a schema has only grown: pure, for the keywords that the contracts are written with.

A contract grows by optional fields. All that an older one says of a field holds word for word: a
narrower one would refuse events that are in the log, and a wider one is news to older consumers.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

ANNOTATIONS = {"$id", "title", "description", "examples"}
SETS = {"required", "enum", "type"}


def breaks(old: Mapping[str, Any], new: Mapping[str, Any], where: str = "$") -> list[str]:
    """What of `old` does not hold in `new`, each with its place; empty when it has only grown."""
    return sorted(_breaks(old, new, where))


def _breaks(old: Mapping[str, Any], new: Mapping[str, Any], where: str) -> Iterator[str]:
    for word in (old.keys() | new.keys()) - ANNOTATIONS:
        if word not in new:
            yield f"{where}: {word} is gone"
        elif word == "properties":
            yield from _of_properties(old.get(word, {}), new[word], where)
        elif word not in old:
            yield f"{where}: {word} is new"
        elif isinstance(old[word], Mapping) and isinstance(new[word], Mapping):
            yield from _breaks(old[word], new[word], f"{where}.{word}")
        elif _meaning(word, old[word]) != _meaning(word, new[word]):
            yield f"{where}: {word} was {old[word]!r} and is {new[word]!r}"


def _of_properties(old: Mapping[str, Any], new: Mapping[str, Any], where: str) -> Iterator[str]:
    for name in old:
        if name in new:
            yield from _breaks(old[name], new[name], f"{where}.{name}")
        else:
            yield f"{where}.{name}: the property is gone"


def _meaning(word: str, value: Any) -> Any:
    """The value so that what means the same is equal; True is not 1."""
    if word in SETS and isinstance(value, Sequence) and not isinstance(value, str):
        return {repr(item) for item in value}
    return repr(value)
