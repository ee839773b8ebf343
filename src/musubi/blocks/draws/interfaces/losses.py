"""Forms for counting past losses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.draws.domain.past_losses import drawn_before
from musubi.blocks.draws.models import Draw
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.pages.steps import StepForm

TYPED = (("count", _l("数えた回数に置き換える")), ("keep", _l("入力した回数を残す(例: 紙で行った過去の抽選を含む回数)")))


class _DrawChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Draw) -> str:
        words = {"code": obj.item.code, "title": obj.title, "day": format_date(obj.value_on) if obj.value_on else "—"}
        return _("%(code)s %(title)s(公表値の日 %(day)s)") % words


class EarlierForm(StepForm):
    """Which earlier draws count, and by which rules."""

    earlier = _DrawChoice(
        label=_l("数える抽選"), queryset=Draw.objects.none(), to_field_name="uid", required=False, widget=forms.CheckboxSelectMultiple
    )
    losses_reset = forms.BooleanField(label=_l("当選した後は、それより前の落選を数えない"), required=False)
    references_last = forms.BooleanField(
        label=_l("整理番号は、抽選が変わっても同じ方に同じ番号を使う"),
        required=False,
        help_text=_l("抽選のたびに番号を付け直しているときは、選びません。選ぶと、番号と氏名が同じ方を同じ方とみなします"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["earlier"].queryset = drawn_before(self.user, self.record)  # type: ignore[attr-defined]


class CountForm(StepForm):
    """The table that was seen, and what becomes of typed figures that differ from it."""

    digest = forms.CharField(widget=forms.HiddenInput)
    typed = forms.ChoiceField(label=_l("入力してあった回数が、数えた回数と違うとき"), choices=TYPED, widget=forms.RadioSelect)

    def __init__(self, *args: Any, overwrites: int, **options: Any) -> None:
        super().__init__(*args, **options)
        if not overwrites:
            self.fields["typed"].required = False
            self.fields["typed"].widget = forms.HiddenInput()
