"""Forms of people, posts, organisations and the office."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, UnidentifiedImageError

from musubi.blocks.accounts.models import Deputy, Membership, OfficeHoliday, OfficeSettings, Organization, User
from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.record_forms import RecordForm

LARGEST_LOGO = 1024 * 1024


class PersonForm(RecordForm):
    """A person's data."""

    class Meta:
        model = User
        fields = ["name", "name_kana", "email", "language"]

    def clean_email(self) -> str:
        """One account a mail address, whatever the case."""
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("このメールアドレスは、ほかの人が使っています"))
        return email


class PostForm(forms.ModelForm):
    """A post: where, as what, from when until when."""

    starts_on = DateTextField(label=gettext_lazy("開始日"))
    ends_before = DateTextField(label=gettext_lazy("終了日(この日から無効)"), required=False)

    class Meta:
        model = Membership
        fields = ["organization", "role", "kind", "title", "starts_on", "ends_before"]

    def clean(self) -> dict[str, Any]:
        """It ends after it began."""
        data = super().clean() or {}
        if data.get("starts_on") and data.get("ends_before") and data["ends_before"] <= data["starts_on"]:
            self.add_error("ends_before", _("終了日は開始日より後にしてください"))
        return data


class EndForm(forms.Form):
    """The day from which a post no longer holds."""

    ends_before = DateTextField(label=gettext_lazy("終了日(この日から無効)"))
    reason = forms.CharField(label=gettext_lazy("理由"), required=False, max_length=200)


class ReasonOnlyForm(forms.Form):
    """A reason, which is kept in the history."""

    reason = forms.CharField(label=gettext_lazy("理由(履歴に残ります)"), max_length=200)


class DeputyForm(forms.ModelForm):
    """Who stands in, from when until when, and why."""

    starts_on = DateTextField(label=gettext_lazy("開始日"))
    ends_before = DateTextField(label=gettext_lazy("終了日(この日から無効)"))

    class Meta:
        model = Deputy
        fields = ["user", "starts_on", "ends_before", "reason"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["user"].queryset = User.objects.filter(is_active=True)

    def clean(self) -> dict[str, Any]:
        """It ends after it began."""
        data = super().clean() or {}
        if data.get("starts_on") and data.get("ends_before") and data["ends_before"] <= data["starts_on"]:
            self.add_error("ends_before", _("終了日は開始日より後にしてください"))
        return data


class OrganizationForm(RecordForm):
    """A unit or a partner body; names are changed on a page of their own, with the day."""

    starts_on = DateTextField(label=gettext_lazy("設置日"), required=False)
    ends_before = DateTextField(label=gettext_lazy("廃止日"), required=False)

    class Meta:
        model = Organization
        fields = [
            "name_kana", "kind", "parent", "postal_code", "address", "phone", "fax", "mailbox", "order", "starts_on", "ends_before",
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """No unit stands above itself."""
        data = super().clean() or {}
        above, seen = data.get("parent"), set()
        while above is not None and above.pk not in seen:
            if above.pk == self.instance.pk:
                self.add_error("parent", _("上位をたどると自分に戻ります。別の組織を選んでください"))
                break
            seen.add(above.pk)
            above = above.parent
        return data


class NewOrganizationForm(forms.ModelForm):
    """A new unit or partner body."""

    class Meta:
        model = Organization
        fields = ["code", "name", "name_kana", "name_en", "kind", "parent", "mailbox"]


class RenameForm(forms.Form):
    """A new name, from a day on."""

    name = forms.CharField(label=gettext_lazy("新しい名称"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("新しい名称(英語)"), required=False, max_length=200)
    from_day = DateTextField(label=gettext_lazy("変更日"))


class OfficeForm(RecordForm):
    """How the office signs, and where the demo's clock stands."""

    demo_clock = DateTextField(label=gettext_lazy("デモの日付"), required=False)

    class Meta:
        model = OfficeSettings
        fields = [
            "organization", "municipality_name", "municipality_name_en", "division_name", "division_name_en", "postal_code", "address",
            "address_en", "phone", "fax", "sender_name", "sender_address", "logo", "data_licence", "keep_years", "demo_clock",
        ]  # fmt: skip
        help_texts = {
            "organization": gettext_lazy("下の課名・所在地・電話・ファクスが空のときは、この組織に登録したものを使います。"),
            "keep_years": gettext_lazy("募集の条件に年数がないときに使います(終わった年度の後の年数)。公開済みの募集は変わりません。"),
            "data_licence": gettext_lazy("オープンデータのページのファイルに書きます。例: CC BY 4.0"),
        }
        widgets = {"logo": forms.FileInput(attrs={"accept": "image/png,image/jpeg"})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["keep_years"].required = False
        unit = self.instance.organization
        for field, said in (("division_name", "name"), ("division_name_en", "name_en")) if unit else ():
            self.fields[field].widget.attrs["placeholder"] = getattr(unit, said)
        for field in ("postal_code", "address", "phone", "fax") if unit else ():
            self.fields[field].widget.attrs["placeholder"] = getattr(unit, field)

    def clean_keep_years(self) -> int:
        """Left empty, the years stay as they are."""
        years: int | None = self.cleaned_data["keep_years"]
        return self.instance.keep_years if years is None else years

    def clean_sender_name(self) -> str:
        """No quotation marks or line ends, which would break the mail's header."""
        name = str(self.cleaned_data["sender_name"])
        if any(character in name for character in '"<>\r\n'):
            raise ValidationError(_('記号 " < > は使えません'))
        return name

    def clean_logo(self) -> Any:
        """A PNG or JPEG picture of at most 1 MB, by its content."""
        file = self.cleaned_data["logo"]
        if not file or not hasattr(file, "content_type"):
            return file
        if file.size > LARGEST_LOGO:
            raise ValidationError(_("1MBを超えています。小さくしてから選んでください"))
        data = file.read()
        try:
            with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as picture:
                picture.verify()
                kind = picture.format
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            raise ValidationError(_("PNGかJPEGの画像を選んでください")) from error
        file.name = "logo.png" if kind == "PNG" else "logo.jpg"
        file.seek(0)
        return file


class HolidayForm(forms.ModelForm):
    """A day on which the office is closed."""

    day = DateTextField(label=gettext_lazy("日付"))

    class Meta:
        model = OfficeHoliday
        fields = ["day", "name"]


class MoveUploadForm(forms.Form):
    """The day of the move and the edited list."""

    day = DateTextField(label=gettext_lazy("異動日"))
    file = forms.FileField(label=gettext_lazy("直した所属一覧(.xlsx)"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".xlsx"}))
