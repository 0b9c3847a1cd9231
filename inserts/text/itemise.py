"""A text cut into pieces of one face, script and direction. Clusters are never cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from inserts.text.choice import Choice, Choices
from inserts.text.clusters import cluster_starts
from inserts.text.emoji import HINT, SEQUENCE
from inserts.text.scripts import COMMON, EMOJI, HAN, set_as


class Item(NamedTuple):
    """A piece of a text, shaped as one. `script` is what it is shaped and scaled as."""

    start: int
    end: int
    choice: Choice
    script: str
    level: int


class Cluster(NamedTuple):
    """A place in a text, and the script it is set in: `own` its letter's, `script` that of the letters around it."""

    start: int
    text: str
    own: str
    script: str


def itemise(text: str, levels: Sequence[int], choices: Choices) -> tuple[list[Item], tuple[str, ...]]:
    """Items in logical order, and the clusters no face has, which belong to no item."""
    if levels.count(levels[0]) == len(levels):
        whole = choices.for_plain(text)
        if whole:
            return [Item(0, len(text), *whole, levels[0])], ()
    clusters = _clusters(text, levels)
    items: list[Item] = []
    missing: list[str] = []
    for (start, text, _, _), found in zip(clusters, _chosen(clusters, choices), strict=True):
        if found is None:
            missing.append(text)
        else:
            _append(items, start, start + len(text), *found, levels[start])
    return items, tuple(missing)


def _clusters(text: str, levels: Sequence[int]) -> list[Cluster]:
    """Clusters with their scripts. What has none takes that of the letters before it on its level, else of the next.

    By level, so that the "!" of an English sentence that ends with an Arabic name stays English.
    """
    starts = cluster_starts(text)
    pictures = bool(HINT.search(text))
    owns = [EMOJI if pictures and SEQUENCE.match(text, start) else set_as(text[start]) for start in starts]
    letters = [(levels[start], own) for start, own in zip(starts, owns, strict=True) if own not in (COMMON, EMOJI)]
    last = letters[0][1] if letters else COMMON
    around = dict(reversed(letters))
    clusters: list[Cluster] = []
    for start, end, own in zip(starts, [*starts[1:], len(text)], owns, strict=True):
        if own in (COMMON, EMOJI):
            script = around.get(levels[start], last)
        else:
            script = last = around[levels[start]] = own
        clusters.append(Cluster(start, text[start:end], own, script))
    return clusters


def _chosen(clusters: Sequence[Cluster], choices: Choices) -> list[tuple[Choice, str] | None]:
    """For each cluster the face and script it is set in; None where it is missing."""
    letters: dict[str, list[str]] = {}
    for cluster in clusters:
        letters.setdefault(cluster.own, []).append(cluster.text)
    runs = {own: choices.for_run(own, texts) for own, texts in letters.items() if own != COMMON}
    last = dict(runs)
    chosen: list[tuple[Choice, str] | None] = []
    for cluster in clusters:
        if cluster.own == COMMON:
            chosen.append(_common(cluster, last.get(cluster.script), choices))
            continue
        choice = runs[cluster.own] or choices.for_cluster(cluster.own, cluster.text)
        last[cluster.own] = choice or last[cluster.own]
        chosen.append((choice, cluster.own) if choice else None)
    return chosen


def _common(cluster: Cluster, around: Choice | None, choices: Choices) -> tuple[Choice, str] | None:
    """Punctuation and digits stay in the face of the letters around them; but ASCII in Han is set as Latin is."""
    latin = cluster.script in HAN and cluster.text.isascii() and cluster.text != " "
    if around and not latin and around.covers(cluster.text):
        return around, cluster.script
    choice = choices.for_cluster(COMMON, cluster.text)
    return (choice, COMMON) if choice else None


def _append(items: list[Item], start: int, end: int, choice: Choice, script: str, level: int) -> None:
    """Add an item, joined to the last one when both can be shaped as one."""
    if items:
        last = items[-1]
        if last.end == start and last.level == level and last.choice == choice:
            if script == COMMON or script == last.script:
                items[-1] = Item(last.start, end, choice, last.script, level)
                return
            if last.script == COMMON:
                items[-1] = Item(last.start, end, choice, script, level)
                return
    items.append(Item(start, end, choice, script, level))
