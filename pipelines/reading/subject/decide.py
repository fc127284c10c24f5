"""Weighs what was found and decides: the heaviest value of each field, everything else kept as evidence.

Here: the weighing and the order of decisions (kind and year, then the body, then what depends on it). Not here: the
places of evidence (covers, captions, headings, prose, beside) and their weights (vocabulary/subject.yaml).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ..hints import Hints
from ..pages import Page
from . import beside, captions, covers, headings, prose
from .model import Evidence, Subject
from .names import is_central, is_nested, is_organ, may_be_central, same_key
from .parts import layout, part_of
from .regions import CENTRAL, regions
from .sightings import Sighting
from .text import masked
from .words import words

_SHORTEST_NAME = 4  # shorter names are too common to stand for a longer one
_FAIR_SHARE = 0.25
_TIE = 0.01
_PLACES = (
    "cover",
    "caption",
    "heading",
    "header",
    "narrative",
)  # where another body's name also says something of the region
_OTHER_BODY = 0.4
_MENTIONS_AT_MOST = 5


def identify(pages: Sequence[Page], hints: Hints) -> Subject:
    """The subject of a document, from its pages and what is known beside it. Never raises for odd content."""
    sightings = list(_sightings(pages, hints))
    texts = prose.paragraphs(pages)
    sightings += [*prose.sentences(texts), *prose.spoken_year(texts)]
    found = layout(pages)

    kinds = weigh(sightings, "kind")
    kind = heaviest(kinds)
    if not any(
        e.field == "fiscal_year" and e.source not in ("address", "file_name") for e in weigh(sightings, "fiscal_year")
    ):
        sightings += prose.mentioned_years(pages)
    sightings += _year_of_publication(sightings, kind)
    years = weigh(sightings, "fiscal_year")
    year_text = heaviest(years)
    year = int(year_text) if year_text else None

    names = weigh(sightings, "department_name")
    body = choose_body(names)

    text = "\n".join(t for _, t in texts[:8])
    region_sightings = list(_region_sightings(sightings, body, year, text))
    places = weigh(region_sightings, "region_code")
    code = heaviest(places, open_ties=True)

    level_sightings = [s for s in sightings if s.field == "level"]
    level_sightings += _level_sightings(body, kind, stated=any(s.share > 1 for s in level_sightings))
    levels = list(_levels(weigh(level_sightings, "level"), body, text))
    level = heaviest(levels)

    part = part_of(found, kind)
    parts = [Evidence("part", part, words().sources["layout"].weight, "layout", None, found.evidence)] if part else []
    region = regions().get(code, year)
    evidence = (*names, *years, *kinds, *places, *levels, *parts)
    return Subject(
        code,
        region.name if region else None,
        body,
        level,
        year,
        kind,
        part,
        tuple(sorted(evidence, key=lambda e: (e.field, -e.weight, e.source, e.value))),
    )


def _sightings(pages: Sequence[Page], hints: Hints) -> Iterator[Sighting]:
    yield from covers.cover(pages)
    yield from covers.headers(pages)
    yield from beside.beside(hints)
    listing = False
    for page in pages:
        listing = page.number <= 8 and (headings.is_contents(page) or (listing and headings.continues_contents(page)))
        yield from captions.captions(page)
        yield from headings.headings(page, listing)
        if not listing:
            yield from headings.form_titles(page)
        yield from headings.bracket_years(page)


def weigh(sightings: Iterable[Sighting], field: str) -> list[Evidence]:
    """Evidence rows for one field: per source and value its share of that source's weight (subject.yaml)."""
    by_source: dict[str, dict[str, list[Sighting]]] = defaultdict(lambda: defaultdict(list))
    for s in sightings:
        if s.field == field:
            by_source[s.source][s.value].append(s)
    out = []
    for source, values in by_source.items():
        scale = words().sources[source]
        counted = sum(len(v) for v in values.values())
        total = sum(s.share for v in values.values() for s in v)
        mean = max(max(s.share for s in v) for v in values.values())
        for value, seen in values.items():
            own = sum(s.share for s in seen)
            weight = scale.weight * mean * (own / total if total else 0) * min(1.0, counted / scale.full_at)
            first = seen[0]
            out.append(Evidence(field, value, round(weight, 4), source, first.page, masked(first.text)))
    return out


def heaviest(evidence: Iterable[Evidence], open_ties: bool = False) -> str | None:
    """The value with the greatest weight over all sources. Of equals the smaller text, so that runs agree; with
    `open_ties` none, so that an ambiguity stays one."""
    totals: dict[str, float] = defaultdict(float)
    for e in evidence:
        totals[e.value] += e.weight
    ranked = sorted(totals, key=lambda v: (-totals[v], v))
    if not ranked or (open_ties and len(ranked) > 1 and totals[ranked[0]] - totals[ranked[1]] < _TIE):
        return None
    return ranked[0]


def choose_body(names: Sequence[Evidence]) -> str | None:
    """The body's name. Spellings of one name add up, and so do longer and shorter forms of it (万里街道办事处 within
    上海市普陀区人民政府万里街道办事处); of these the longest that carries a fair share of the weight is the name."""
    groups: dict[str, float] = defaultdict(float)
    own: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for e in names:
        key = same_key(e.value)
        groups[key] += e.weight
        own[key][e.value] += e.weight
    if not groups:
        return None

    def kin(key: str) -> list[str]:
        return [k for k in groups if (k.endswith(key) or key.endswith(k)) and min(len(k), len(key)) >= _SHORTEST_NAME]

    support = {key: groups[key] + sum(groups[k] for k in kin(key) if k != key) for key in groups}
    best = min(groups, key=lambda k: (-support[k], -groups[k], -len(k), k))
    fair = [k for k in kin(best) if groups[k] >= _FAIR_SHARE * support[best]] or [best]
    chosen = max(fair, key=lambda k: (len(k), groups[k], k))
    return min(own[chosen], key=lambda v: (-own[chosen][v], -len(v), v))


def _year_of_publication(sightings: Sequence[Sighting], kind: str | None) -> Iterator[Sighting]:
    """Budgets come out in their year, final accounts in the year after."""
    for s in sightings:
        if s.field == "published":
            year = int(s.value) - (1 if kind == "final" else 0)
            yield Sighting("fiscal_year", str(year), "address", None, s.text)


def _region_sightings(
    sightings: Sequence[Sighting], body: str | None, year: int | None, text: str
) -> Iterator[Sighting]:
    """What the body's name, places, other bodies and the text say about the region; an ambiguous place speaks for each of its codes in part."""
    table = regions()
    if body is not None:
        if is_central(body):
            yield Sighting("region_code", CENTRAL, "name", None, body, 2.0)
        elif prefix := table.prefix(body, year):
            share = (2.0 if prefix.exact else 1.0) / len(prefix.regions)
            for region in prefix.regions:
                yield Sighting("region_code", region.code, "name", None, body, share)
        elif may_be_central(body):
            yield Sighting("region_code", CENTRAL, "name", None, body, 0.3)
        about = _about(body, text)
        if match := words().central_phrases.search(about):
            yield Sighting("region_code", CENTRAL, "narrative", None, match[0], 3.0)
    for s in sightings:
        if s.field == "place" and (prefix := table.prefix(s.value, year)):
            for region in prefix.regions:
                yield Sighting("region_code", region.code, s.source, s.page, s.text, s.share / len(prefix.regions))
        elif s.field == "region_code":
            yield s
        elif (
            s.field == "department_name"
            and s.value != body
            and s.source in _PLACES
            and (prefix := table.prefix(s.value, year))
        ):
            for region in prefix.regions:
                yield Sighting(
                    "region_code", region.code, s.source, s.page, s.text, _OTHER_BODY * s.share / len(prefix.regions)
                )
    mentioned = table.mentions(text, year)
    for code, count in mentioned.items():
        # a county is told from its namesakes by its city or province, named beside it
        backed = code.endswith("00") or any(c != code and table.inside(code, c) for c in mentioned)
        region = table.get(code, year)
        for _ in range(min(count, _MENTIONS_AT_MOST)):
            yield Sighting(
                "region_code", code, "mention", None, region.name if region else code, 1.0 if backed else 0.5
            )


def _about(body: str, text: str) -> str:
    """The sentences that follow the body's name or 学校 / 单位, near the start of the text: what the body is."""
    out = []
    start = text.find(body)
    while start >= 0 and len(out) < 6:
        out.append(text[start + len(body) : start + len(body) + 80].split("。")[0])
        start = text.find(body, start + 1)
    return "\n".join(out)


def _level_sightings(body: str | None, kind: str | None, stated: bool) -> Iterator[Sighting]:
    """What the name says about the level; an organ of an organ is a unit whatever word the template has, unless a marking states it."""
    if body is None:
        return
    if is_nested(body):
        yield Sighting("level", "unit", "name", None, body, 0.2 if stated else 4.0)
    elif kind == "performance":
        yield Sighting("level", "department", "name", None, body, 0.2)
    elif is_organ(body):
        yield Sighting("level", "department", "name", None, body, 0.1)
    else:
        yield Sighting("level", "single", "name", None, body, 0.1)


def _levels(evidence: Sequence[Evidence], body: str | None, text: str) -> Iterator[Evidence]:
    """Settles `single` into head_office or unit by what the body is."""
    single = "unit"
    if body is not None and not is_nested(body):
        about = _about(body, text)
        organ = words().organ_phrases.search(about)
        institution = words().institution_phrases.search(about)
        if institution and not (organ and organ.start() < institution.start()):
            single = "unit"
        elif organ or is_organ(body):
            single = "head_office"
    for e in evidence:
        value = single if e.value == "single" else e.value
        yield Evidence("entity_level", value, e.weight, e.source, e.page, e.text)
