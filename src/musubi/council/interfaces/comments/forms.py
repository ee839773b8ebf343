"""Forms of a call for public comment."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.vision.interfaces.code_field import CodesField
from musubi.council.domain.comments.calls import check_days
from musubi.council.domain.comments.receiving import LONGEST, Comment, Sender
from musubi.council.domain.errors import CouncilError
from musubi.council.enums import AuthorClass, OpinionChannel
from musubi.council.interfaces.comments.guard import MOST, Opened, looks_like_machine, new_token, opened
from musubi.council.interfaces.fields import OrganizationField
from musubi.council.models import CommentCall

TEXT = forms.Textarea(attrs={"rows": 6})
SHORT = forms.Textarea(attrs={"rows": 3})
PEOPLE = [
    (value, label)
    for value, label in AuthorClass.choices
    if value in {AuthorClass.CITIZEN, AuthorClass.BUSINESS, AuthorClass.FARMER, AuthorClass.ORGANIZATION, AuthorClass.OTHER}
]
TYPED = [(value, label) for value, label in OpinionChannel.choices if value != OpinionChannel.WEB]


class CallForm(RecordForm):
    """A call; two people saving at once both see both versions."""

    starts_on = DateTextField(label=_l("募集の始め"))
    ends_on = DateTextField(label=_l("募集の締切日(この日まで)"))
    result_due_on = DateTextField(label=_l("結果を公表する予定日"), required=False)
    organization = OrganizationField(label=_l("担当する課"))

    class Meta:
        model = CommentCall
        fields = ("title", "title_en", "text", "text_en", "starts_on", "ends_on", "result_due_on", "organization", "other_ways", "name_required")
        labels = {
            "title": _l("件名"),
            "title_en": _l("件名(英語)"),
            "text": _l("何について意見を聞くか"),
            "text_en": _l("何について意見を聞くか(英語)"),
            "other_ways": _l("郵送・FAX・持参などの出し方"),
            "name_required": _l("氏名と住所を必須にする"),
        }
        help_texts = {"other_ways": _l("宛先、FAX番号、窓口の場所と時間を書きます。書かないと、このサイトの出し方だけが出ます。")}
        widgets = {"text": TEXT, "text_en": SHORT, "other_ways": SHORT}

    def clean(self) -> dict[str, Any]:
        """The days follow one another."""
        data: dict[str, Any] = super().clean() or {}
        if all(data.get(name) for name in ("starts_on", "ends_on")):
            days = {name: data.get(name) for name in ("starts_on", "ends_on", "result_due_on")}
            try:
                check_days(CommentCall(**days))
            except CouncilError as error:
                self.add_error(error.field, str(error))
        return data

    def whole(self) -> dict[str, Any]:
        """Every value, for a new call."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class ItemsForm(StepForm):
    """What of the plan."""

    items = CodesField(label=_l("関係する取組・事業"))


class MaterialForm(StepForm):
    """A file of the draft."""

    file = forms.FileField(
        label=_l("資料のファイル"), allow_empty_file=True, help_text=_l("25MBまで。PDF、Word、Excel、PowerPoint、画像、CSV、テキスト。")
    )
    title = forms.CharField(label=_l("資料の名前"), max_length=200, required=False, help_text=_l("空ならファイルの名前になります"))


class ResultForm(StepForm):
    """The words above the result."""

    result_text = forms.CharField(
        label=_l("結果のまとめ"), widget=TEXT, required=False, help_text=_l("寄せられた意見への礼と、案をどう直したかを書きます。")
    )
    reason = forms.CharField(label=_l("直して公表する理由"), widget=SHORT, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not (self.record and self.record.result_number):
            del self.fields["reason"]


class _SenderForm(forms.Form):
    use_required_attribute = False

    name = forms.CharField(label=_l("氏名・名称"), max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    address = forms.CharField(
        label=_l("住所・所在地"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "street-address"})
    )
    email = forms.EmailField(label=_l("メール"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    phone = forms.CharField(label=_l("電話"), max_length=30, required=False, widget=forms.TextInput(attrs={"autocomplete": "tel"}))
    name_may_be_shown = forms.BooleanField(label=_l("結果を公表するとき、名前を出してよい"), required=False)

    def sender(self) -> Sender:
        """Who sends."""
        return Sender(**{name: self.cleaned_data[name] for name in ("name", "email", "phone", "address", "name_may_be_shown")})


class CommentForm(_SenderForm):
    """The public form. The sum is asked only of what looks like a machine; the trap is hidden from people."""

    data: Any
    text = forms.CharField(
        label=_l("意見"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _l("意見を書いてください"), "max_length": _l("1万字までにしてください。長いときは、2回に分けて送れます")},
    )
    part = forms.CharField(
        label=_l("案のどこについてですか"), max_length=100, required=False, help_text=_l("例: 12ページ、B-P1。分からなければ空でかまいません。")
    )
    author_class = forms.ChoiceField(
        label=_l("あなたに近いもの"),
        choices=PEOPLE,
        widget=forms.RadioSelect,
        error_messages={"required": _l("どれか1つを選んでください")},
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False)
    website = forms.CharField(
        label=_l("ここには何も書かないでください"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )
    answer = forms.CharField(label=_l("確かめ"), required=False, max_length=10, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    field_order = ("text", "part", "author_class", "name", "address", "email", "phone", "name_may_be_shown", "answer")

    def __init__(self, *args: Any, call: CommentCall, real_now: dt.datetime, sent: int = 0, **options: Any) -> None:
        super().__init__(*args, **options)
        self.call, self.real_now, self.sent = call, real_now, sent
        self.opened: Opened | None = None
        self.asks = False
        for name in ("name", "address"):
            self.fields[name].required = call.name_required
            self.fields[name].error_messages["required"] = _("この募集では、氏名と住所(所在地)が要ります。名前は、同意がなければ公開しません")
        if not self.is_bound:
            self.fields["token"].initial = new_token(real_now)

    def clean(self) -> dict[str, Any]:
        """Told apart from machines; what was written stays in any case."""
        data: dict[str, Any] = super().clean() or {}
        if self.sent >= MOST:
            self.add_error(None, _("同じ所から続けて届いています。1時間ほどおくか、郵送・FAX・窓口でお出しください"))
            return data
        self.opened = opened(data.get("token", ""), self.real_now)
        if self.opened is None:
            self._renew()
            self.add_error(None, _("開いてから時間がたちました。書いたものは残っています。もう一度「意見を送る」を押してください"))
            return data
        suspected = looks_like_machine(form=self.opened, now=self.real_now, trap=data.get("website", ""), text=data.get("text", ""), sent=self.sent)
        if suspected and not self.opened.is_answer(data.get("answer", "")):
            self.asks = True
            self["answer"].label = self.opened.question
            self.add_error("answer", _("機械による送信を防ぐため、答えを書いて、もう一度押してください"))
        return data

    def _renew(self) -> None:
        self.data = self.data.copy()
        self.data["token"] = new_token(self.real_now)

    def comment(self, today: dt.date, language: str) -> Comment:
        """What was written."""
        data = self.cleaned_data
        return Comment(
            text=data["text"],
            author_class=data["author_class"],
            channel=OpinionChannel.WEB,
            received_on=today,
            part=data["part"],
            sender=self.sender(),
            language=language,
        )


class TypedForm(_SenderForm):
    """A letter, FAX, mail or call, typed in by the office."""

    text = forms.CharField(label=_l("意見(そのままの言葉で)"), max_length=LONGEST, widget=TEXT)
    part = forms.CharField(label=_l("該当箇所"), max_length=100, required=False)
    channel = forms.ChoiceField(label=_l("届いた方法"), choices=TYPED)
    received_on = DateTextField(label=_l("受け取った日"))
    author_class = forms.ChoiceField(label=_l("出した人の区分"), choices=PEOPLE)
    late_reason = forms.CharField(
        label=_l("締切後に受け付ける理由"), max_length=100, required=False, help_text=_l("締切の後に届いたときだけ。例: 消印が締切日")
    )
    field_order = ("channel", "received_on", "text", "part", "author_class", "name", "address", "email", "phone", "name_may_be_shown", "late_reason")

    def comment(self) -> Comment:
        """What was typed."""
        data = self.cleaned_data
        return Comment(
            text=data["text"],
            author_class=data["author_class"],
            channel=data["channel"],
            received_on=data["received_on"],
            part=data["part"],
            sender=self.sender(),
            late_reason=data["late_reason"],
        )
