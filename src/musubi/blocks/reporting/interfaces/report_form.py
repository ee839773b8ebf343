"""The form of a progress report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.reporting.enums import FutureDirection, Progress
from musubi.blocks.reporting.models import ProgressReport


class ReportForm(RecordForm):
    """実施内容, 課題と対応, 進捗, 今後の方向性."""

    class Meta:
        model = ProgressReport
        fields = ("progress", "done", "problems", "direction")
        labels = {"done": _("実施内容"), "problems": _("課題と対応")}
        help_texts = {
            "done": _("この年度に何をしたか。活動記録の件数と指標の値は、下の表から自動で入ります。"),
            "problems": _("うまくいかなかったことと、次にどうするか。ないときは空のままでかまいません。"),
        }
        widgets = {"done": forms.Textarea(attrs={"rows": 6}), "problems": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["progress"] = forms.ChoiceField(label=_("進捗"), choices=[("", _("選んでください")), *Progress.reportable()])
        if self.instance.progress == Progress.UNREPORTED:
            self.initial["progress"] = ""
        self.fields["direction"] = forms.ChoiceField(
            label=_("今後の方向性"), required=False, choices=[("", _("まだ決めていない")), *FutureDirection.choices]
        )
