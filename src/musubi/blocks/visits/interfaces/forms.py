"""Forms of sites and rallies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.kernel.record_forms import ConstraintForm
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.blocks.vision.models import PlanItem
from musubi.blocks.visits.models import CountSite, Rally


class KeptForm(ConstraintForm):
    """Broken constraints stand at their field; a plan item is chosen from the plan in force."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        plan = plan_in_force()
        if "item" in self.fields:
            self.fields["item"].queryset = PlanItem.objects.filter(vision=plan).order_by("code") if plan else PlanItem.objects.none()
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4


class SiteForm(KeptForm):
    """A site and how it is counted."""

    retired_on = DateTextField(label=_("調査をやめた日"), required=False)

    class Meta:
        model = CountSite
        fields = ("name", "kind", "spot", "item", "is_base", "method", "passes_per_visit", "meets_basis", "basis_note", "retired_on", "note")
        help_texts = {
            "is_base": _("拠点と市内のほかの地点との行き来を、拠点ごとに示します"),
            "passes_per_visit": _("出入口が1つの計数器は、1人が2回通るので2"),
            "meets_basis": _("観光庁の共通基準の条件(年間1万人以上、または前年の特定の月に5千人以上など)に当てはまるとき"),
            "item": _("この項目の成果指標に、人数を数え入れます"),
        }


class RallyForm(KeptForm):
    """A rally."""

    starts_on = DateTextField(label=_("始まる日"))
    ends_on = DateTextField(label=_("終わる日"))

    class Meta:
        model = Rally
        fields = ("title", "description", "starts_on", "ends_on", "goal", "prize", "prize_place", "keep_days", "item")
        help_texts = {
            "keep_days": _("この日数がたつと、スタンプ帳は自動で消え、集計だけが残ります"),
            "item": _("この項目の成果指標に、参加・達成・移動の数を数え入れます"),
        }


class PointForm(StepForm):
    """A stamp at a site."""

    site = forms.ModelChoiceField(label=_("調査地点"), queryset=CountSite.objects.none(), empty_label=_("選んでください"))
    hint = forms.CharField(label=_("スタンプのありか"), max_length=120, required=False, help_text=_("例: 受付の右の柱"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        sites = CountSite.objects.filter(retired_on__isnull=True)
        self.fields["site"].queryset = sites.exclude(rally_points__rally=self.record) if self.record else sites


class HintForm(StepForm):
    """Where the stamp is."""

    hint = forms.CharField(label=_("スタンプのありか"), max_length=120, required=False, help_text=_("例: 受付の右の柱"))


class ClaimForm(StepForm):
    """The number that a visitor shows."""

    code = forms.CharField(
        label=_("引換番号"), max_length=8, help_text=_("達成した人の画面にある6文字"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class CountFileForm(forms.Form):
    """A file of counts."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("ファイル(.xlsx か .csv)"),
        help_text=_("20MBまで。「空のブック」の列を使います"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        allow_empty_file=True,
    )
