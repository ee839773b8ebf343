"""Small forms beside score sheets from paper and Excel."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.kernel.fields import DateTextField


class WrittenOnForm(forms.Form):
    """The day on the paper."""

    use_required_attribute = False
    written_on = DateTextField(label=_l("採点表の日付"))


class UploadForm(forms.Form):
    """A returned workbook."""

    use_required_attribute = False
    file = forms.FileField(label=_l("記入済みのエクセル"))
