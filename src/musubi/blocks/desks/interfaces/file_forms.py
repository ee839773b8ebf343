"""The form with which files come to a desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from musubi.blocks.desks.enums import Visibility

MOST_FILES = 20


class SeveralFilesInput(forms.FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Several files; its value is a list."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by itself; emptiness of a file is told by name later."""
        files = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(SeveralFilesField, self).clean(one, initial) for one in files if one] or [super().clean(None, initial)]
        if len(cleaned) > MOST_FILES:
            raise forms.ValidationError(_now("一度に選べるのは%(limit)d個までです。分けて選んでください") % {"limit": MOST_FILES})
        return cleaned


class FilesForm(forms.Form):
    """Files of an activity."""

    use_required_attribute = False

    files = SeveralFilesField(
        label=_("写真・資料"),
        allow_empty_file=True,
        help_text=_(
            "1つ25MBまで、一度に20個まで。写真(JPEG、PNG、HEIC)、PDF、Excel・Word・PowerPoint、CSV、テキスト。写真の位置情報は取り除きます。"
        ),
        error_messages={"required": _("ファイルを選んでください")},
    )
    note = forms.CharField(label=_("備考"), required=False, max_length=200)
    consent = forms.BooleanField(label=_("写っている人の同意を得ている(または、人が写っていない)"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["files"].widget.attrs["multiple"] = True


class DocumentsForm(FilesForm):
    """Documents of the desk itself."""

    title = forms.CharField(label=_("資料の名前"), required=False, max_length=200, help_text=_("空ならファイルの名前になります"))
    visibility = forms.ChoiceField(label=_("見られる人"), choices=Visibility.choices, initial=Visibility.INTERNAL)
