"""Fields that several forms of parties share, and how a domain error finds its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.models import User
from musubi.blocks.kernel.pages.steps import Run, StepError, StepForm
from musubi.blocks.parties.domain.errors import PartyError
from musubi.blocks.places.domain.addresses import AddressText


def telling(run: Callable[[HttpRequest, Any, dict[str, Any]], Any]) -> Run:
    """A step whose PartyError is told at its field."""

    def told(request: HttpRequest, record: Any, data: dict[str, Any]) -> Any:
        try:
            return run(request, record, data)
        except PartyError as error:
            raise StepError(error.code, str(error), error.field) from error

    return told


class AddressFields(forms.Form):
    """Postcode, address, building."""

    postcode = forms.CharField(label=_("郵便番号"), required=False, max_length=20, help_text=_("例: 359-8501。空なら、住所の町丁目から入れます"))
    text = forms.CharField(label=_("住所・所在地"), required=False, max_length=300, help_text=_("例: 埼玉県所沢市並木1-1-1"))
    building = forms.CharField(label=_("建物名・部屋番号"), required=False, max_length=120)


def address_of(data: dict[str, Any]) -> AddressText:
    """What was typed into them."""
    return AddressText(text=data.get("text", ""), postcode=data.get("postcode", ""), building=data.get("building", ""))


class UserMailField(forms.EmailField):
    """An account, named by its mail address."""

    def clean(self, value: Any) -> Any:
        """The account; the message does not tell whether there is one."""
        address = super().clean(value)
        user = User.objects.filter(email__iexact=address, is_active=True).first() if address else None
        if address and user is None:
            raise forms.ValidationError(_("このメールアドレスでは加えられません。相手がアカウントを作ったアドレスか確かめてください"), code="no_user")
        return user


class ReasonForm(StepForm):
    """A step that needs a reason."""

    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
