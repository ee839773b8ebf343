"""Forms of the meeting papers and of their templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.fields import FiscalYearField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.meetings.access import serves
from musubi.blocks.meetings.domain.papers.plans import Placing
from musubi.blocks.meetings.domain.papers.sources import own_sources, sources
from musubi.blocks.meetings.enums import PaperKind
from musubi.blocks.meetings.models import Body, Meeting
from musubi.blocks.meetings.rules import MANAGE_BODIES
from musubi.blocks.papers.domain.uploads import FileRefusedError, check_size

NUMBERED = (PaperKind.NUMBERED, PaperKind.REFERENCE)


def placing_of(data: Mapping[str, Any]) -> Placing:
    """What was chosen; a paper whose kind is fixed has no such field and keeps it."""
    return Placing(title=data["title"], kind=data.get("kind", ""), agenda=data["agenda"], confidential=data["confidential"])


class PaperFileField(forms.FileField):
    """A file that is refused by its size before it is read."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The upload."""
        found = super().clean(data, initial)
        if found:
            try:
                check_size(found.size)
            except FileRefusedError as error:
                raise forms.ValidationError(str(error), code=error.code) from error
        return found


class PlacingForm(StepForm):
    """How a paper stands in the set."""

    title = forms.CharField(label=_("件名"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("番号の付け方"), required=False)
    agenda = forms.ModelChoiceField(label=_("議題"), queryset=None, required=False, empty_label=_("どの議題にも付けない"))
    confidential = forms.BooleanField(label=_("委員だけに示す(公表しない)"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        meeting = self.record if isinstance(self.record, Meeting) else self.record.meeting
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("作り方のとおり")), *((kind.value, kind.label) for kind in NUMBERED)]
        agenda: Any = self.fields["agenda"]
        agenda.queryset = meeting.agenda.all()


class AddPaperForm(PlacingForm):
    """A further paper made from the records."""

    source = forms.ChoiceField(label=_("資料の作り方"))
    fiscal_year = FiscalYearField(label=_("資料の年度"), required=False, help_text=_("空欄のときは、報告のある最近の年度です。"))
    field_order = ("source", "title", "fiscal_year", "kind", "agenda", "confidential")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["source"]
        own = [(source.code, source.title) for source in own_sources()]
        records = [(code, source.title) for code, source in sources().items() if source.template is not None]
        field.choices = [(_("会議資料"), own), *([(_("報告様式"), records)] if records else [])]
        self.fields["title"].help_text = _("空欄のときは、作り方の名前になります。")


class BringPaperForm(PlacingForm):
    """A paper that was made elsewhere."""

    file = PaperFileField(label=_("ファイル"), help_text=_("PDF・Word・Excel。25MBまで。そのまま資料になります。"), allow_empty_file=True)
    field_order = ("file", "title", "kind", "agenda", "confidential")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].error_messages["required"] = _("ファイルを選んでください")
        self.fields["title"].help_text = _("空欄のときは、ファイルの名前になります。")
        kind: Any = self.fields["kind"]
        kind.choices = [(kind.value, kind.label) for kind in NUMBERED]


class ChangePaperForm(PlacingForm):
    """Another title, number, agenda item, year or file."""

    fiscal_year = FiscalYearField(label=_("資料の年度"), required=False)
    file = PaperFileField(label=_("差し替えるファイル"), required=False, allow_empty_file=True, help_text=_("選ばなければ、今のファイルのままです。"))
    field_order = ("title", "fiscal_year", "file", "kind", "agenda", "confidential")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        plan = self.record
        self.fields["title"].required = True
        if plan.kind not in NUMBERED:
            del self.fields["kind"]
        else:
            kind: Any = self.fields["kind"]
            kind.choices = [(kind.value, kind.label) for kind in NUMBERED]
        if plan.file_id is None:
            del self.fields["file"]
        source = sources().get(plan.source)
        if source is None or source.year is None:
            del self.fields["fiscal_year"]


class MakeForm(forms.Form):
    """Make the set; why anew."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("作り直す理由"), max_length=200, required=False, help_text=_("例: 実績値の訂正のため。委員への知らせに載ります。")
    )


class PaperTemplateForm(forms.Form):
    """A Word or Excel file that shapes a kind of paper, for one body or for all."""

    use_required_attribute = False
    source = forms.ChoiceField(label=_("どの資料の様式か"))
    body = forms.ModelChoiceField(label=_("どの会議体で使うか"), queryset=None, required=False, empty_label=None)
    name = forms.CharField(label=_("様式の名称"), max_length=120, help_text=_("例: 推進会議の次第"))
    file = forms.FileField(
        label=_("ファイル"),
        allow_empty_file=True,
        help_text=_("Word(.docx)かExcel(.xlsx)。5MBまで。登録する前に、埋める項目を1か所ずつ確かめます。"),
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        source: Any = self.fields["source"]
        source.choices = [(each.code, each.title) for each in own_sources()]
        body: Any = self.fields["body"]
        body.queryset = Body.objects.filter(serves(user)).order_by("name")
        if user.has_perm(MANAGE_BODIES):
            body.empty_label = _("すべての会議体")
        else:
            body.required, body.empty_label = True, None
        self.fields["file"].error_messages["required"] = _("様式のファイルを選んでください")
