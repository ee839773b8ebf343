"""Forms of year editions and report templates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.reporting.enums import TemplatePurpose


class FreezeForm(forms.Form):
    """What is said about the edition; required where something is missing."""

    use_required_attribute = False
    note = forms.CharField(
        label=_("説明"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("揃っていないものがあるまま確定するときは、その理由を書きます。"),
    )


class TemplateForm(forms.Form):
    """An Excel or Word file that becomes a template, or a further edition of one."""

    use_required_attribute = False
    name = forms.CharField(label=_("様式の名称"), max_length=120)
    purpose = forms.ChoiceField(label=_("用途"), choices=TemplatePurpose.choices)
    file = forms.FileField(label=_("ファイル"), help_text=_("Excel(.xlsx)かWord(.docx)。5MBまで。取り込む前に、埋める項目を1か所ずつ確かめます。"))
    note = forms.CharField(label=_("説明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].error_messages["required"] = _("様式のファイルを選んでください")
