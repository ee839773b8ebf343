"""Forms of a selection: the rules of a run, what the list begins with, what the panel decides of one application."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.enums import Outcome
from musubi.blocks.kernel.fields import DateTextField, YenField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.meetings.models import Meeting
from musubi.blocks.reviews.domain.selection.groups import Group
from musubi.blocks.reviews.domain.selection.lists import begin_budget
from musubi.blocks.reviews.domain.selection.plain import UNIT, Beforehand, GroupLimit, GroupShare, Rules
from musubi.blocks.reviews.domain.selection.standings import Standing
from musubi.blocks.reviews.interfaces.selection_words import points
from musubi.blocks.reviews.models.selection import OUTCOMES

SPARE = 2  # empty rows below those that are filled in
OF = (("awarded", _l("採択する額の合計の")), ("budget", _l("採択に使える額の")))
IN_OUT = (("in", _l("必ず入れる")), ("out", _l("必ず外す")))


def _score(label: Any, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, min_value=0, max_digits=7, decimal_places=2, help_text=help_text)


def _count(label: Any, low: int = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=low, max_value=9999)


def _percent(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, min_value=0, max_value=100, max_digits=4, decimal_places=1)


def hundredths(value: Decimal | None) -> int:
    """Points as hundredths."""
    return int(value * UNIT) if value else 0


class RulesForm(forms.Form):
    """決まり of a run: the budget, what a grant may be, lanes and groups, shares, what is decided beforehand, how scores are shaken."""

    use_required_attribute = False
    budget = YenField(label=_l("採択に使える額"))
    least_score = _score(_l("基準点"), _l("これより低い申請は採りません。空欄はなし"))
    per_applicant = forms.IntegerField(
        label=_l("同じ申請者の採択の数(まで)"), required=False, min_value=1, max_value=99, help_text=_l("空欄は制限なし")
    )
    partial_percent = forms.IntegerField(
        label=_l("一部の採択: 申請額の何%まで下げてよいか"), required=False, min_value=1, max_value=99, help_text=_l("空欄は、申請額どおりの採択だけ")
    )
    step = YenField(label=_l("一部の採択の刻み"), required=False, initial=1000)
    noise = _score(_l("評点のぶれ(標準偏差・点)"), _l("委員の点の差から求めた値が入っています。0か空欄は、ぶれを試しません"))
    seed = forms.IntegerField(
        label=_l("乱数の種"), min_value=1, max_value=2_000_000_000, initial=1, help_text=_l("同じ種なら、いつでも同じ結果になります")
    )

    def __init__(self, *args: Any, rows: Sequence[Standing], groups: Sequence[Group], rules: Rules, **options: Any) -> None:
        super().__init__(*args, **options)
        self.groups = {group.code: group for group in groups}
        self.counts = {"limit": len(rules.limits) + SPARE, "share": len(rules.shares) + SPARE, "before": len(rules.beforehand) + SPARE}
        self._fill(rules)
        chosen = [("", "—"), *((group.code, f"{group.label}({group.count})") for group in groups)]
        numbers = [("", "—"), *((row.number, f"{row.number} {row.application.party}") for row in rows)]
        for k in range(self.counts["limit"]):
            self._limit_row(k, chosen, rules.limits[k] if k < len(rules.limits) else None)
        for k in range(self.counts["share"]):
            self._share_row(k, chosen, rules.shares[k] if k < len(rules.shares) else None)
        for k in range(self.counts["before"]):
            self._before_row(k, numbers, rules.beforehand[k] if k < len(rules.beforehand) else None)

    def _fill(self, rules: Rules) -> None:
        given = {
            "budget": rules.budget or None,
            "least_score": points(rules.least_score) if rules.least_score else None,
            "per_applicant": rules.per_applicant,
            "partial_percent": rules.partial_percent,
            "step": rules.step,
            "noise": points(rules.noise) if rules.noise else None,
            "seed": rules.seed,
        }
        for name, value in given.items():
            self.fields[name].initial = value

    def _row(self, kind: str, k: int, fields: dict[str, tuple[forms.Field, Any]]) -> None:
        for name, (field, initial) in fields.items():
            field.initial = initial
            self.fields[f"{kind}-{k}-{name}"] = field

    def _limit_row(self, k: int, chosen: Sequence[tuple[str, str]], row: GroupLimit | None) -> None:
        labels = {"n": k + 1}
        self._row(
            "limit",
            k,
            {
                "group": (forms.ChoiceField(label=_("枠%(n)dの対象") % labels, required=False, choices=chosen), row and f"{row.mark}={row.value}"),
                "least_count": (_count(_("枠%(n)dの件数(以上)") % labels), (row and row.least_count) or None),
                "most_count": (_count(_("枠%(n)dの件数(まで)") % labels), row and row.most_count),
                "least_yen": (YenField(label=_("枠%(n)dの額(以上)") % labels, required=False), (row and row.least_yen) or None),
                "most_yen": (YenField(label=_("枠%(n)dの額(まで)") % labels, required=False), row and row.most_yen),
            },
        )

    def _share_row(self, k: int, chosen: Sequence[tuple[str, str]], row: GroupShare | None) -> None:
        labels = {"n": k + 1}
        most = Decimal(row.at_most) / 10 if row is not None and row.at_most < 1000 else None
        self._row(
            "share",
            k,
            {
                "group": (forms.ChoiceField(label=_("割合%(n)dの対象") % labels, required=False, choices=chosen), row and f"{row.mark}={row.value}"),
                "of": (forms.ChoiceField(label=_("割合%(n)dは何の") % labels, choices=OF, required=False), row and row.of),
                "at_least": (_percent(_("割合%(n)d(%%以上)") % labels), Decimal(row.at_least) / 10 if row and row.at_least else None),
                "at_most": (_percent(_("割合%(n)d(%%まで)") % labels), most),
            },
        )

    def _before_row(self, k: int, numbers: Sequence[tuple[str, str]], row: Beforehand | None) -> None:
        labels = {"n": k + 1}
        way = ("in" if row.must_be_in else "out") if row is not None else None
        self._row(
            "before",
            k,
            {
                "number": (forms.ChoiceField(label=_("申請%(n)d") % labels, required=False, choices=numbers), row and row.number),
                "way": (forms.ChoiceField(label=_("申請%(n)dの扱い") % labels, required=False, choices=IN_OUT), way),
                "reason": (forms.CharField(label=_("申請%(n)dの理由") % labels, required=False, max_length=300), row and row.reason),
            },
        )

    def general(self) -> list[Any]:
        """The fields that stand once."""
        return [self[name] for name in ("budget", "least_score", "per_applicant", "partial_percent", "step")]

    def shaking(self) -> list[Any]:
        """The fields of the shaken scores."""
        return [self[name] for name in ("noise", "seed")]

    def _rows_of(self, kind: str) -> list[list[Any]]:
        return [[self[name] for name in self.fields if name.startswith(f"{kind}-{k}-")] for k in range(self.counts[kind])]

    def limit_rows(self) -> list[list[Any]]:
        """枠, row by row."""
        return self._rows_of("limit")

    def share_rows(self) -> list[list[Any]]:
        """割合, row by row."""
        return self._rows_of("share")

    def before_rows(self) -> list[list[Any]]:
        """What is decided beforehand, row by row."""
        return self._rows_of("before")

    def clean(self) -> dict[str, Any]:
        """Each row by itself: whole, not twice, least not above most."""
        data = super().clean() or {}
        seen: set[str] = set()
        for kind, key in (("limit", "group"), ("share", "group"), ("before", "number")):
            for k in range(self.counts[kind]):
                value = data.get(f"{kind}-{k}-{key}")
                if value and f"{kind}{value}" in seen:
                    self.add_error(f"{kind}-{k}-{key}", _("同じものがもう1行あります。1行にまとめてください"))
                seen.add(f"{kind}{value}")
                self._check_row(kind, k, data, filled=bool(value))
        return data

    def _check_row(self, kind: str, k: int, data: dict[str, Any], *, filled: bool) -> None:
        def of(name: str) -> Any:
            return data.get(f"{kind}-{k}-{name}")

        if kind == "before":
            if filled and not (of("reason") or "").strip():
                self.add_error(f"before-{k}-reason", _("あらかじめ決める理由を書いてください"))
            if not filled and (of("reason") or "").strip():
                self.add_error(f"before-{k}-number", _("申請を選んでください"))
            return
        pairs = (("least_count", "most_count"), ("least_yen", "most_yen")) if kind == "limit" else (("at_least", "at_most"),)
        given = [of(name) for pair in pairs for name in pair if of(name) is not None]
        if filled and not given:
            self.add_error(f"{kind}-{k}-group", _("下限か上限を入れてください"))
        if given and not filled:
            self.add_error(f"{kind}-{k}-group", _("対象を選んでください"))
        for low, high in pairs:
            if of(low) is not None and of(high) is not None and of(low) > of(high):
                self.add_error(f"{kind}-{k}-{low}", _("下限が上限より大きくなっています"))

    def rules(self) -> Rules:
        """What was typed. Ids name the row, so that rules that clash are told at their place."""
        data = self.cleaned_data
        return Rules(
            budget=data["budget"] or 0,
            least_score=hundredths(data["least_score"]),
            per_applicant=data["per_applicant"],
            partial_percent=data["partial_percent"],
            step=data["step"] or 1000,
            limits=tuple(self._limit(k) for k in range(self.counts["limit"]) if data.get(f"limit-{k}-group")),
            shares=tuple(self._share(k) for k in range(self.counts["share"]) if data.get(f"share-{k}-group")),
            beforehand=tuple(self._before(k) for k in range(self.counts["before"]) if data.get(f"before-{k}-number")),
            noise=hundredths(data["noise"]),
            seed=data["seed"],
        )

    def _of(self, kind: str, k: int, name: str) -> Any:
        return self.cleaned_data.get(f"{kind}-{k}-{name}")

    def _limit(self, k: int) -> GroupLimit:
        group = self.groups[self._of("limit", k, "group")]
        low, high = self._of("limit", k, "least_count") or 0, self._of("limit", k, "most_count")
        return GroupLimit(
            f"L{k + 1}", group.label, group.mark, group.value, low, high, self._of("limit", k, "least_yen") or 0, self._of("limit", k, "most_yen")
        )

    def _share(self, k: int) -> GroupShare:
        group, most = self.groups[self._of("share", k, "group")], self._of("share", k, "at_most")
        at_least = int((self._of("share", k, "at_least") or 0) * 10)
        at_most = 1000 if most is None else int(most * 10)
        of = self._of("share", k, "of") or "awarded"
        return GroupShare(f"S{k + 1}", group.label, group.mark, group.value, at_least, at_most, of)

    def _before(self, k: int) -> Beforehand:
        return Beforehand(self._of("before", k, "number"), self._of("before", k, "way") == "in", self._of("before", k, "reason").strip())

    def tell_clash(self, about: Sequence[str]) -> None:
        """Mark the rows of rules that clash."""
        for rule in about:
            name = self._field_of(rule)
            if name in self.fields:
                self.add_error(name, _("この決まりは、ほかの決まりと両立しません。緩めてください"))

    def _field_of(self, rule: str) -> str:
        """The field that stands for a rule's id."""
        kind = {"L": "limit", "S": "share"}.get(rule[:1], "")
        if kind and rule[1:].isdigit():
            return f"{kind}-{int(rule[1:]) - 1}-group"
        return "before-0-number" if rule == "include" else rule


class BeginForm(StepForm):
    """What the list begins with: the ranking, or a finished run where there is one."""

    basis = forms.ChoiceField(label=_l("出発点"), choices=(), widget=forms.RadioSelect)
    budget = YenField(label=_l("採択に使える額"), required=False, help_text=_l("評点の順位から始めるときに使います"))
    least_score = _score(_l("基準点"), _l("これより低い申請は不採択の案にします。空欄はなし"))
    most_reserves = _count(_l("補欠の数(まで)"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.runs = {run.uid: run for run in self.record.selection_runs.filter(explained_at__isnull=False).order_by("number")}
        told = [(uid, _("選定の計算 第%(number)d回") % {"number": run.number}) for uid, run in self.runs.items()]
        field: Any = self.fields["basis"]
        field.choices = [("ranking", _("評点の順位(上から予算まで)")), *told]
        field.initial = "ranking"
        self.fields["budget"].initial = begin_budget(self.record)


class RowForm(StepForm):
    """What the panel decides of one application."""

    shown_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    outcome = forms.ChoiceField(label=_l("結果"), choices=OUTCOMES)
    amount = YenField(label=_l("採択の額"), required=False, help_text=_l("採択のときだけ入れます"))
    reserve_order = forms.IntegerField(
        label=_l("補欠の並び"), required=False, min_value=1, max_value=9999, help_text=_l("小さい順に補欠1位、2位…になります。空欄は案のとおりか最後")
    )
    reason = forms.CharField(
        label=_l("案と違う決定の理由"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_l("審査会での理由です。申請者には出ません"),
    )  # fmt: skip
    letter_reason = forms.CharField(
        label=_l("通知に書く理由"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_l("空欄のとき、不採択の通知には決まった文を書きます"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The full amount where none is typed for one that is newly selected."""
        data = super().clean() or {}
        if data.get("outcome") == Outcome.SELECTED and data.get("amount") is None and "amount" not in self.errors:
            data["amount"] = self.record.proposed_amount or self.record.entry.application.requested
        return data


class FixForm(StepForm):
    """At which meeting the panel decided."""

    meeting = forms.ModelChoiceField(
        label=_l("決めた会議"), queryset=Meeting.objects.none(), required=False, empty_label=_l("会議の記録なし(持ち回りなど)")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["meeting"]
        field.queryset = Meeting.objects.filter(body=self.record.panel.body).exclude(status="cancelled").order_by("-starts_at", "-pk")


class HandOverForm(StepForm):
    """The day of the draft."""

    drafted_on = DateTextField(label=_l("起案日"))


class DiscardForm(StepForm):
    """Why the list is given up."""

    reason = forms.CharField(label=_l("取りやめる理由"), max_length=300, required=False)
