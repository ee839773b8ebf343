"""Forms of rounds, products, licences, checks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.reviews.models import Panel
from musubi.programs.brand.local_brands.domain.stages import StageRow
from musubi.programs.brand.local_brands.enums import BrandCategory, SpotCheckResult
from musubi.programs.brand.local_brands.models import BrandProduct, BrandStage

USES = _l("商品の包装と札、店頭の掲示、商品の紹介(印刷物とウェブ)")
CONDITIONS = _l(
    "1. 認定を受けた商品だけに使うこと\n2. 色と形を変えないこと\n3. 認定の基準を守り、抜取調査に協力すること\n"
    "4. 認定の期間が終わったとき、または認定が取り消されたときは、使用をやめること"
)
PASSED = (("", _l("未定")), ("yes", _l("通過")), ("no", _l("見送り")))


class StageForm(RecordForm):
    """A stage of a round."""

    held_on = DateTextField(label=_l("行う日"), required=False)

    class Meta:
        model = BrandStage
        fields = ("number", "kind", "held_on", "place", "panel", "pass_points")
        help_texts = {
            "number": _l("1から順に。前の段階を通過した申請が、次の段階の対象になります"),
            "panel": _l("審査委員の採点を使う段階では、審査を選びます"),
        }

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        self.fields["panel"].queryset = Panel.objects.filter(call=self.instance.call).order_by("round")  # type: ignore[attr-defined]

    def validate_constraints(self) -> None:
        """Told by the domain at the field."""


class ResultsForm(forms.Form):
    """One line an application: passed or not, points, what the applicant is told, a note."""

    use_required_attribute = False

    def __init__(self, *args: Any, rows: list[StageRow], **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows = rows
        for row in rows:
            uid, told = row.application.uid, {"number": str(row.application), "title": row.application.title}
            initial = "" if row.passed is None else "yes" if row.passed else "no"
            label = _("%(number)s の結果") % told
            self.fields[f"passed-{uid}"] = forms.ChoiceField(label=label, choices=PASSED, required=False, initial=initial)
            self.fields[f"points-{uid}"] = forms.DecimalField(
                label=_("%(number)s の平均点") % told, required=False, min_value=Decimal(0), max_digits=6, decimal_places=1, initial=row.points
            )
            self.fields[f"comment-{uid}"] = forms.CharField(label=_("%(number)s の申請者への意見") % told, required=False, initial=row.comment)
            self.fields[f"note-{uid}"] = forms.CharField(label=_("%(number)s の内部のメモ") % told, required=False, initial=row.note)

    def lines(self) -> list[tuple[StageRow, list[forms.BoundField]]]:
        """Each application with its four fields."""
        return [(row, [self[f"{name}-{row.application.uid}"] for name in ("passed", "points", "comment", "note")]) for row in self.rows]

    def results(self) -> list[StageRow]:
        """As typed."""
        data = self.cleaned_data
        known = {"yes": True, "no": False}
        return [
            StageRow(
                row.application,
                known.get(data[f"passed-{row.application.uid}"]),
                data[f"points-{row.application.uid}"],
                data[f"comment-{row.application.uid}"],
                data[f"note-{row.application.uid}"],
            )
            for row in self.rows
        ]


class DraftedForm(StepForm):
    """The day of the draft decision."""

    drafted_on = DateTextField(label=_l("起案日"))


class ProductForm(RecordForm):
    """What the register says of a product."""

    maker_agreed_on = DateTextField(
        label=_l("事業者名の公開に同意した日"), required=False, help_text=_l("空のときは、事業者名を公開の一覧に出さず、検索でも見つかりません")
    )

    url = forms.URLField(label=_l("商品のページ"), required=False, max_length=300, assume_scheme="https")

    class Meta:
        model = BrandProduct
        fields = (
            *("name", "name_kana", "name_en", "category", "story", "story_en", "origin", "origin_en"),
            *("standard", "sold_at", "sold_at_en", "url", "maker_agreed_on"),
        )
        help_texts = {"origin": _l("例: 狭山茶の一番茶(市内産)"), "standard": _l("例: 認定基準 令和2年版")}

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        for name in ("story", "story_en"):
            self.fields[name].widget.attrs["rows"] = 4

    def validate_constraints(self) -> None:
        """Told by the domain at the field."""


class LicenceForm(StepForm):
    """What may bear the mark, under which conditions."""

    uses = forms.CharField(label=_l("使えるもの"), widget=forms.Textarea(attrs={"rows": 2}), initial=USES)
    conditions = forms.CharField(label=_l("条件"), widget=forms.Textarea(attrs={"rows": 6}), initial=CONDITIONS)


class CertificateForm(StepForm):
    """The conditions on the certificate, and why it is issued anew."""

    conditions = forms.CharField(label=_l("条件"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_l("認定証に載ります"))
    reason = forms.CharField(label=_l("発行し直す理由"), max_length=300, required=False, help_text=_l("前に発行した認定証があるときは、必ず書きます"))


class ReasonForm(StepForm):
    """A reason that stays beside the step."""

    reason = forms.CharField(label=_l("理由"), max_length=300)


class NothingForm(StepForm):
    """A step that only needs its button."""


class PlanCheckForm(StepForm):
    """Until when to check."""

    due_on = DateTextField(label=_l("調査する期限"))


class CheckForm(StepForm):
    """What was found."""

    checked_on = DateTextField(label=_l("調査日"))
    checked_by = forms.CharField(label=_l("調査した人"), max_length=120)
    place = forms.CharField(label=_l("調査したところ"), max_length=200)
    lot = forms.CharField(label=_l("ロット・製造日"), max_length=80, required=False)
    result = forms.ChoiceField(label=_l("結果"), choices=SpotCheckResult.choices, widget=forms.RadioSelect)
    findings = forms.CharField(label=_l("確かめたこと"), widget=forms.Textarea(attrs={"rows": 4}))
    mend_by = DateTextField(label=_l("改善の期限"), required=False)


class MendedForm(StepForm):
    """When it was mended."""

    mended_on = DateTextField(label=_l("改善を確かめた日"))


class PhotoForm(StepForm):
    """A photo of a check."""

    file = forms.FileField(label=_l("写真"), widget=forms.FileInput(attrs={"accept": "image/*"}), help_text=_l("撮影の位置は取り除きます"))
    caption = forms.CharField(label=_l("説明"), max_length=200)


class RegisterFilter(forms.Form):
    """The public register's filter."""

    use_required_attribute = False
    q = forms.CharField(label=_l("商品・原料"), required=False)
    category = forms.ChoiceField(label=_l("分野"), required=False, choices=[("", _l("すべて")), *BrandCategory.choices])
