"""From paragraphs to figures: every sum of money, what it is said of, and the percentages that belong to it.

Here: one pass over a paragraph's tokens. Not here: the words (vocabulary/claims.yaml), cells (linking.py), arithmetic (checks.py).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from ..privacy import mask_text
from .comparisons import Years, stage_of, without_comparison
from .model import PERCENT, Figure, Group, Subject
from .paragraphs import Paragraph
from .sections import Sections, narrowest, own_names, scope_of
from .subjects import subject_of
from .words import words

_AROUND = 110  # characters of a sentence kept on each side of a figure
_DELIMITERS = re.compile(r"[，：；。！？]")
_HAS_FIGURE = re.compile(r"\d(?:亿元|万元|千元|百元|元)")
_LONGEST_TOPIC = 90
_NAMED_AFTER = re.compile(r"为([^，。；、（）\d]{3,24})(?=[，。；、）])")


@dataclass(slots=True)
class Narrative:
    """All groups of a document in reading order, and its figures."""

    groups: list[Group] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    """Where one pass over a paragraph stands."""

    topic: Subject | None = None
    said: Subject | None = None  # the subject of the sentence
    group: Group | None = None  # what a change or percentage without a subject of its own belongs to
    main: Group | None = None  # the first group of the sentence
    heads: list[Group] = field(default_factory=list)  # sums whose parts are being listed
    listing: Group | None = None  # the sum whose parts this sentence lists
    listed: list[Group] = field(default_factory=list)  # those parts
    brackets: list[tuple[Group | None, Subject | None]] = field(default_factory=list)
    reason: str = ""  # `reason` or `purpose` while one is given
    base: str | None = None  # what the running comparison compares with
    stage: str | None = None


class Reader:
    """Reads the paragraphs of one document. `kind` is budget, final or None; `names` are those of its body."""

    def __init__(self, kind: str | None, fiscal_year: int | None, names: Iterable[str | None]):
        self.years = Years(kind, fiscal_year)
        self.bodies = own_names(*names)
        self.sections = Sections(self.bodies)
        self.out = Narrative()
        self._heads: list[Group] = []
        self._last: Group | None = None  # what the last paragraph spoke of
        self._lead_scope: str | None = None  # of the sentence that announces a list (财政拨款支出主要内容如下：)

    def read(self, paragraph: Paragraph) -> None:
        """Take in the next paragraph."""
        text = paragraph.text
        has_figures = _HAS_FIGURE.search(text) is not None
        rest, heading = self.sections.enter(text, has_figures)
        if heading:
            if self.sections.heads and max(self.sections.heads) <= 2:
                self._heads, self._lead_scope = [], None
            return
        if text.endswith(("如下：", "以下方面：")):
            self._lead_scope = scope_of(_DELIMITERS.split(text[:-1])[-1])
        if has_figures:
            self._pass(paragraph, len(text) - len(rest))

    # ------------------------------------------------------------------------------------------------------- the pass
    def _pass(self, paragraph: Paragraph, begin: int) -> None:
        text, state = paragraph.text, _State(heads=list(self._heads))
        state.topic = subject_of(self.sections.topic, self.bodies) if self.sections.topic else None
        if self._last is not None and _continues(text[begin:]):
            state.group = state.main = self._last
            state.said = self._last.subject
        left = sentence = begin
        figures_in_sentence = 0
        for token in words().tokens.finditer(text, begin):
            name = token.lastgroup or ""
            name = name if not name.startswith(("money_", "percent_")) else name.split("_")[0]
            start, end = token.span()
            if name == "money":
                if not self._is_threshold(text, start, end):
                    self._money(paragraph, token, text[left:start], text[sentence:start], state)
                    figures_in_sentence += 1
                left = end
            elif name == "percent":
                if figures_in_sentence:  # else it is said of something that is no money
                    self._percent(paragraph, token, text[left:start], state)
                left = end
            elif name == "same":
                self._same(paragraph, token, text[left:start], state)
            elif name == "stop":
                empty = not (figures_in_sentence or state.reason or state.said or state.brackets or state.group)
                if empty and end - sentence <= _LONGEST_TOPIC:
                    state.topic = subject_of(text[sentence:start], self.bodies) or state.topic
                if not state.brackets:
                    state.reason, state.base, state.stage = "", None, None
                    state.group = state.main or state.group
                    state.main = state.listing = None
                    figures_in_sentence = 0
                left = sentence = end
            elif name == "break":
                if state.reason != "reason" or not state.brackets:
                    state.reason = ""
                state.base = state.stage = state.listing = None
                left = end
            elif name == "open":
                state.brackets.append((state.group, state.said))
            elif name == "close":
                if state.brackets:
                    group, said = state.brackets.pop()
                    if group is not state.group:  # sums were stated inside
                        state.group, state.said = group, said
                        left = end
            elif name == "list":
                head = state.group if state.group is not None and state.group.this is not None else state.main
                if head is not None and head.this is not None and (not state.heads or state.heads[-1] is not head):
                    state.heads.append(head)
                state.listing, state.listed = head, []
                state.base = state.stage = None
                state.reason = ""
                left = end
            elif name == "item":
                state.said = state.topic = state.group = state.main = state.listing = None
                state.reason = ""
                left = sentence = end
            else:
                state.reason = name
                left = end
        self._heads = state.heads[-3:]
        self._last = state.main or state.group

    def _is_threshold(self, text: str, start: int, end: int) -> bool:
        return bool(
            words().threshold_after.match(text[end : end + 12])
            or words().threshold_before.search(text[max(0, start - 8) : start])
        )

    # ---------------------------------------------------------------------------------------------------------- money
    def _money(self, paragraph: Paragraph, token: re.Match[str], left: str, sentence: str, state: _State) -> None:
        w = words()
        if state.reason == "purpose" and w.ends_purpose.search(left):
            state.reason = ""
        left = w.aside.sub("", left)
        segment = _DELIMITERS.split(left)[-1].lstrip("、")
        if segment.startswith("为"):  # what the sum before was: 380万元为政府性基金预算、
            segment = left = segment.rpartition("、")[2]
        value = Decimal(token["money_number"].replace(",", ""))
        if token["money_sign"]:
            value = -value
        self._compare(left, state)
        if tail := w.change_tail.search(segment):
            self._change(paragraph, token, segment[: tail.start()], tail[0], left, value, state)
            return
        year = self.years.spoken_of(sentence if not state.reason else left)
        prior = self.years.is_prior(segment)
        base = "prior_year" if prior else self.years.budget_base(segment)
        subject = self._subject(left, state, strip_compared=prior or base is not None)
        after = None
        if subject_of(segment, self.bodies) is None and (after := _NAMED_AFTER.match(paragraph.text, token.end())):
            subject = subject_of(after[1], self.bodies) or subject
        claim = "prior_amount" if prior else "amount"
        figure = self._figure(paragraph, token, claim, value, base, subject, left)
        figure.linkable = figure.linkable and not (state.reason or after or year == "other")
        figure.stage = stage_of(segment) or (state.stage if prior else None)
        self._place(figure, segment, state)

    def _place(self, figure: Figure, segment: str, state: _State) -> None:
        """Put a sum into the group that it belongs to, or into a new one."""
        group, subject = state.group, figure.subject
        own = subject_of(without_comparison(segment), self.bodies) if segment else None
        named = own is not None and own.core not in ("支出", "收入")
        compared = words().ends_purpose.match(segment.lstrip("（注：")) is not None or segment.startswith(
            ("比", "较", "（注")
        )
        if state.reason:
            self.out.groups.append(Group(subject, this=figure))
            return
        if figure.base == "prior_year":
            if group is not None and compared and group.last is None:
                group.last = figure
                return
            group = Group(subject, last=figure)
        elif figure.base is not None:
            joins = (
                group is not None
                and figure.base not in group.budgets
                and (compared or (not named and group.this is None))
            )
            if joins and group is not None:
                group.budgets[figure.base] = figure
                return
            group = Group(subject, budgets={figure.base: figure})
        elif group is not None and group.this is None and not named and (group.last or group.budgets):
            group.this = figure
            figure.subject = group.subject
            return
        else:
            group = Group(subject, this=figure)
        self.out.groups.append(group)
        state.group = group
        state.main = state.main or group
        if state.listing is not None:
            state.listed.append(group)

    def _change(
        self,
        paragraph: Paragraph,
        token: re.Match[str],
        before: str,
        tail: str,
        left: str,
        value: Decimal,
        state: _State,
    ) -> None:
        direction = -1 if words().falling.search(tail) else 1
        own = subject_of(without_comparison(before), self.bodies)
        subject = own or (state.group.subject if state.group and not state.reason else self._subject(left, state, True))
        base = state.base or "prior_year"
        figure = self._figure(paragraph, token, "change", direction * value + 0, base, subject, left)
        figure.direction, figure.stage = direction, state.stage
        if state.reason:
            figure.linkable = False
            self.out.groups.append(Group(subject, changes=[figure]))
            return
        group = state.group
        if own is not None:
            group = self._same_subject(own)
            if group is None:
                group = Group(own)
                self.out.groups.append(group)
            state.group, state.said = group, own
            state.main = state.main or group
        elif group is None:
            group = Group(subject)
            self.out.groups.append(group)
            state.group = group
        elif state.listing is not None and len(state.listed) > 1:
            group.rival = state.listing  # the change may be that of the whole whose parts were listed
        group.changes.append(figure)

    def _same_subject(self, subject: Subject) -> Group | None:
        """The last sum stated in this section of the same subject, where no change has been told of it yet."""
        for group in reversed(self.out.groups[-12:]):
            if group.subject.core == subject.core and group.this is not None:
                return group if not group.changes and group.this.section == self.sections.name else None
        return None

    # -------------------------------------------------------------------------------------------------------- percent
    def _percent(self, paragraph: Paragraph, token: re.Match[str], left: str, state: _State) -> None:
        w = words()
        if state.reason == "purpose" and w.ends_purpose.search(left):
            state.reason = ""
        if state.reason or state.group is None:
            return
        segment = _DELIMITERS.split(left)[-1].lstrip("、（")
        value = Decimal(token["percent_number"].replace(",", ""))
        if token["percent_sign"]:
            value = -value
        self._compare(left, state)
        group = state.group
        if match := w.completion_tail.search(segment):
            if group.this is None or subject_of(without_comparison(segment[: match.start()]), self.bodies):
                return
            base = {"年初": "approved_budget", "批复": "approved_budget"}.get(match["stage"] or "")
            base = (
                base or ("adjusted_budget" if match["stage"] else None) or next(iter(group.budgets), "approved_budget")
            )
            figure = self._figure(paragraph, token, "completion_percent", value, base, group.subject, left)
            group.completions.append(figure)
        elif match := w.share_tail.search(segment):
            last = group.this
            if last is None or subject_of(segment[: match.start()], self.bodies) is not None:
                return
            figure = self._figure(paragraph, token, "share_percent", value, "total", group.subject, left)
            named = match.groupdict().get("of") or ""
            wholes = [h for h in state.heads if h is not group]
            group.shares.append((figure, named, wholes))
        elif tail := w.change_tail.search(segment):
            if subject_of(without_comparison(segment[: tail.start()]), self.bodies) is not None:
                return
            if group.this is None and not group.changes:
                return
            direction = -1 if w.falling.search(tail[0]) else 1
            figure = self._figure(
                paragraph,
                token,
                "change_percent",
                direction * value + 0,
                state.base or "prior_year",
                group.subject,
                left,
            )
            figure.direction, figure.stage = direction, state.stage
            if state.listing is not None and len(state.listed) > 1 and not group.changes:
                group.rival = state.listing
            group.changes.append(figure)

    def _same(self, paragraph: Paragraph, token: re.Match[str], left: str, state: _State) -> None:
        """The text says that a sum is what it was the year before."""
        group = state.group
        self._compare(left, state)
        if group is None or group.this is None or state.reason or words().nearly.search(left[-2:] + token[0]):
            return
        if state.base == "prior_year" and group.unchanged is None and (state.listing is None or len(state.listed) < 2):
            figure = self._figure(paragraph, token, "change", Decimal(0), "prior_year", group.subject, left)
            figure.stage = state.stage
            self.out.figures.pop()
            group.unchanged = figure

    # ---------------------------------------------------------------------------------------------------------- parts
    def _figure(
        self,
        paragraph: Paragraph,
        token: re.Match[str],
        claim: str,
        value: Decimal,
        base: str | None,
        subject: Subject,
        left: str,
    ) -> Figure:
        start, end = token.span()
        money = claim in ("amount", "change", "prior_amount")
        published = token["money_number" if money else "percent_number"] or token[0]
        scope = narrowest((scope_of(left), self._lead_scope, self.sections.scope))
        figure = Figure(
            claim,
            value,
            (token["money_unit"] or "元") if money else PERCENT,
            base,
            published,
            subject,
            self.sections.name,
            scope,
            _sentence(paragraph.text, start, end),
            paragraph.at(start, end),
            linkable=self.sections.linked,
            number=len(self.out.figures) + 1,
        )
        self.out.figures.append(figure)
        return figure

    def _compare(self, left: str, state: _State) -> None:
        """Take note of what a clause compares with."""
        found = self.years.compared_with(left)
        if found is not None:
            state.base, state.stage = found
        elif state.base is None:
            state.base = self.years.compared_budget(left)

    def _subject(self, left: str, state: _State, strip_compared: bool = False) -> Subject:
        """What the words before a figure name: the nearest clause that names anything, else the sentence's or the topic's."""
        for segment in reversed(_DELIMITERS.split(left)):
            segment = segment.lstrip("、")
            if strip_compared:
                segment = without_comparison(segment)
            elif words().ends_purpose.match(segment):
                continue
            found = subject_of(segment, self.bodies)
            if found is not None:
                if not state.reason:
                    state.said = found
                return found
        return state.said or state.topic or Subject("", "")


def _continues(text: str) -> bool:
    """Whether a paragraph goes on about the sum before it: 与上年相比, 其中."""
    return words().compared.match(text) is not None or text.startswith(("其中", "包括"))


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a figure, cut to a bearable length, names and telephone numbers masked."""
    first = max(text.rfind("。", 0, start), text.rfind("；", 0, start)) + 1
    stops = [i for i in (text.find("。", end), text.find("；", end)) if i >= 0]
    last = min(stops) + 1 if stops else len(text)
    return mask_text(text[max(first, start - _AROUND) : min(last, end + _AROUND)])
