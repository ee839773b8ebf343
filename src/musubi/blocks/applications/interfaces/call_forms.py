"""Forms of guidelines and calls."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain.terms import MOST_KEPT
from musubi.blocks.applications.domain.yearly.kinds import yearly_kinds
from musubi.blocks.applications.enums import BlindMode, ScorePublicity, ScoreUsed
from musubi.blocks.applications.models import Call, Guideline
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.fields import DateTextField, FiscalYearField, YenField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.money.models import BudgetLine
from musubi.blocks.vision.domain.desks import desks_worked_by
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.blocks.vision.models import PlanItem


class MomentField(forms.CharField):
    """A day and a time: 令和2年5月29日 17:00; without a time midnight."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _l("例: 令和2年5月29日 17:00"))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Shown in the Japanese calendar."""
        if isinstance(value, dt.datetime):
            local = timezone.localtime(value)
            return f"{format_date(local.date())} {local:%H:%M}"
        return value

    def to_python(self, value: Any) -> dt.datetime | None:  # type: ignore[override]
        """The moment in the city's time; empty is unknown."""
        text = super().to_python(value)
        if not text:
            return None
        day_text, _gap, time_text = text.strip().replace("　", " ").rpartition(" ")
        if not day_text:
            day_text, time_text = time_text, "00:00"
        day = DateTextField(required=False).to_python(day_text)
        try:
            hour, minute = (int(part) for part in time_text.replace("：", ":").replace("時", ":").rstrip("分:").split(":"))
            moment = dt.time(hour, minute)
        except ValueError as error:
            raise ValidationError(_("時刻が読めません。17:00 のように書いてください")) from error
        if day is None:
            raise ValidationError(_("日付を入れてください"))
        return dt.datetime.combine(day, moment, tzinfo=timezone.get_current_timezone())


def items_for(user: Any) -> Any:
    """The plan's items at whose desks the user may prepare calls."""
    plan = plan_in_force()
    return desks_worked_by(user).filter(vision=plan).order_by("code") if plan else PlanItem.objects.none()


class GuidelineForm(StepForm):
    """An edition of a guideline."""

    item = forms.ModelChoiceField(label=_l("事業・取組"), queryset=PlanItem.objects.none(), to_field_name="uid")
    name = forms.CharField(label=_l("要綱の名称"), max_length=200)
    edition = forms.CharField(label=_l("改正"), max_length=80, required=False, help_text=_l("例: 令和2年4月改正"))
    notice_number = forms.CharField(label=_l("告示・訓令の番号"), max_length=80, required=False)
    effective_on = DateTextField(label=_l("施行日"))
    expires_on = DateTextField(label=_l("失効日"), required=False)
    previous = forms.ModelChoiceField(label=_l("前の版"), queryset=Guideline.objects.none(), required=False, to_field_name="uid")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        items = items_for(self.user)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]
        self.fields["previous"].queryset = Guideline.objects.filter(item__in=items)  # type: ignore[attr-defined]


class CallForm(RecordForm):
    """A call's own fields."""

    fiscal_year = FiscalYearField(label=_l("年度"))
    opens_at = MomentField(label=_l("受付開始"), required=False)
    closes_at = MomentField(label=_l("受付終了"), required=False)
    decision_expected_on = DateTextField(label=_l("決定の見込み"), required=False)
    budget = YenField(label=_l("募集の予算額"), required=False)
    yearly_key = forms.ChoiceField(
        label=_l("年度ごとの申請の種類"),
        required=False,
        help_text=_l("指定の条件に、年度ごとの申請が2種類以上(立地奨励金と雇用奨励金など)あるときに選びます。"),
    )
    drafts_on = DateTextField(
        label=_l("交付申請の下書きを始める日"),
        required=False,
        help_text=_l("指定に基づく年度ごとの募集だけ。空のときは、受付開始の日に、指定を受けている人の下書きが自動でできます。"),
    )

    class Meta:
        model = Call
        fields = (
            "item",
            "guideline",
            "organization",
            "fiscal_year",
            "round",
            "kind",
            "intake",
            "procedure",
            "name",
            "name_en",
            "summary",
            "summary_en",
            "opens_at",
            "closes_at",
            "grace_minutes",
            "decision_expected_on",
            "line",
            "budget",
            "requires_consultation",
            "follows_kind",
            "yearly_key",
            "drafts_on",
            "certificate_days",
            "seal",
            "appeal_notice",
            "publicity",
        )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        items = items_for(user)
        self.fields["item"].queryset = items
        self.fields["guideline"].queryset = Guideline.objects.filter(item__in=items)
        self.fields["organization"].queryset = Organization.objects.filter(assignments__item__in=items).distinct()
        self.fields["line"].queryset = BudgetLine.objects.filter(envelope__item__in=items).select_related("envelope")
        self.fields["line"].label_from_instance = lambda line: f"{line.envelope} {line}"
        self.fields["yearly_key"].choices = [("", "—"), *yearly_kinds(items)]
        self.fields["name"].help_text = _("架空の募集には、名称に（架空）と書いてください")
        for name in ("summary", "summary_en", "appeal_notice"):
            self.fields[name].widget = forms.Textarea(attrs={"rows": 4})

    def clean(self) -> dict[str, Any]:
        """Budget line and guideline of the chosen item."""
        data = super().clean() or {}
        item = data.get("item")
        if item is not None and data.get("line") is not None and data["line"].envelope.item_id != item.pk:
            self.add_error("line", _("この事業の予算の節を選んでください"))
        if item is not None and data.get("guideline") is not None and data["guideline"].item_id != item.pk:
            self.add_error("guideline", _("この事業の要綱を選んでください"))
        return data

    def validate_constraints(self) -> None:
        """Left to the domain, which tells them at their field."""

    def text_of(self, name: str, value: Any) -> str:
        """Moments as they are typed."""
        return str(self.fields[name].prepare_value(value)) if isinstance(value, dt.datetime) else super().text_of(name, value)


class CopyForm(StepForm):
    """昨年度を複写."""

    fiscal_year = FiscalYearField(label=_l("新しい年度"))
    round_number = forms.IntegerField(label=_l("第n次"), min_value=1, initial=1)
    guideline = forms.ModelChoiceField(label=_l("要綱の版"), queryset=Guideline.objects.none(), to_field_name="uid")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["guideline"].queryset = Guideline.objects.filter(item=self.record.item)  # type: ignore[attr-defined]


class OpenForm(StepForm):
    """公開する: nothing to fill in."""


class StopForm(StepForm):
    """Why no more is taken."""

    reason = forms.CharField(label=_l("理由(申請者の画面に出ます)"), max_length=300)


class ConditionsForm(StepForm):
    """交付の条件 and the value from which a thing is an asset."""

    conditions = forms.CharField(label=_l("交付の条件"), required=False, widget=forms.Textarea(attrs={"rows": 6}))
    asset_limit = YenField(label=_l("処分制限の対象にする取得価額(以上)"))
    keep_years = forms.IntegerField(
        label=_l("記録の保存期間(終わった年度の後の年数)"),
        required=False,
        min_value=1,
        max_value=MOST_KEPT,
        help_text=_l("空のときは、公開した日の事務局の設定の年数になります。公開すると固定されます。"),
    )
    keep_clause = forms.CharField(
        label=_l("保存期間を定めた条文"),
        required=False,
        max_length=300,
        help_text=_l("年数を入れたときは、要綱・文書管理規程の名称と条の番号を書きます。"),
    )

    def clean_keep_years(self) -> int:
        """0 is the office's."""
        return int(self.cleaned_data["keep_years"] or 0)

    def clean(self) -> dict[str, Any]:
        """A period of its own rests on a clause."""
        data = super().clean() or {}
        if data.get("keep_years") and not data.get("keep_clause", "").strip():
            self.add_error("keep_clause", _("保存期間の年数を定めた要綱・規程の条文を書いてください"))
        return data


class ReviewTermsForm(StepForm):
    """審査の方法: who learns whose name, who learns the scores, whether severity and a calculated selection stand beside them."""

    blind = forms.ChoiceField(label=_l("審査の匿名"), choices=BlindMode.choices)
    score_publicity = forms.ChoiceField(label=_l("評点の公開区分"), choices=ScorePublicity.choices)
    calibrates = forms.BooleanField(
        label=_l("審査委員ごとの採点の甘辛を、要綱に基づいて参考に示す"),
        required=False,
        help_text=_l("要綱・募集要項に書いてあるときだけ印を付けます。点そのものは変わりません。"),
    )
    score_used = forms.ChoiceField(
        label=_l("順位と選定に使う点"),
        choices=ScoreUsed.choices,
        help_text=_l("甘辛をならした点は、要綱・募集要項がそう定めているときだけ選びます。そのままの平均も、いつも並べて示します。"),
    )
    score_clause = forms.CharField(
        label=_l("甘辛をならした点を使うと定めた条文"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_l("条の番号と文を写します。審査会の資料と、公表する採択の結果に載ります。"),
    )
    portfolio = forms.BooleanField(
        label=_l("選定の計算を使い、評点の順位と並べて参考に示す"),
        required=False,
        help_text=_l("要綱・募集要項に書いてあるときだけ印を付けます。決めるのは審査会です。"),
    )

    def clean(self) -> dict[str, Any]:
        """Calibrated scores count only beside shown severity and under a clause."""
        data = super().clean() or {}
        if data.get("score_used") == ScoreUsed.CALIBRATED:
            if not data.get("calibrates"):
                self.add_error("calibrates", _("甘辛をならした点を使う募集では、採点の甘辛も示します。ここに印を付けてください"))
            if not data.get("score_clause"):
                self.add_error("score_clause", _("甘辛をならした点を使うと定めた、要綱・募集要項の条文を書いてください"))
        return data
