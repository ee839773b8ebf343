"""Forms for what grantees hand in on paper after the application: changes, stepping back, the report."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.enums import ChangeKind
from musubi.blocks.applications.interfaces.follow_up.forms import OnPaper
from musubi.blocks.kernel.fields import DateTextField, YenField


class PaperChangeForm(OnPaper):
    """変更(中止・廃止)承認申請書."""

    kind = forms.ChoiceField(label=_l("変更の種類"), choices=ChangeKind.choices, widget=forms.RadioSelect)
    content = forms.CharField(label=_l("何をどう変えるか"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    reason = forms.CharField(label=_l("理由"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    requested = YenField(label=_l("変更後の申請額"), required=False, help_text=_l("変わらないときは空のままにします。"))
    completes_on = DateTextField(label=_l("変更後の完了予定日"), required=False)


class PaperReasonForm(OnPaper):
    """取下書, 辞退届."""

    reason = forms.CharField(label=_l("理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class PaperReportForm(OnPaper):
    """実績報告書: its 受付日; the content is typed into the report's own form."""
