"""Forms of the meeting papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.meetings.domain.papers.sources import sources


class AddPaperForm(StepForm):
    """A further paper."""

    source = forms.ChoiceField(label=_("資料の作り方"))
    title = forms.CharField(label=_("件名"), max_length=200, required=False, help_text=_("空欄のときは、作り方の名前になります。"))
    confidential = forms.BooleanField(label=_("委員だけに示す(公表しない)"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["source"]
        field.choices = [(source.code, source.title) for source in sources()]


class MakeForm(forms.Form):
    """Make the set; why anew."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("作り直す理由"), max_length=200, required=False, help_text=_("例: 実績値の訂正のため。委員への知らせに載ります。")
    )
