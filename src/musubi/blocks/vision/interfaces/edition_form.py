"""Confirm an edition for the public."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class EditionForm(forms.Form):
    """The edition's name, what changed in a sentence, and how many revisions the person has seen."""

    label = forms.CharField(label=_("版の名称"), max_length=120, help_text=_("例: 令和2年度 改定版"))
    note = forms.CharField(label=_("変更点の説明(公開されます)"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    seen = forms.CharField(widget=forms.HiddenInput)
