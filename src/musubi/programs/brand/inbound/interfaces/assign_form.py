"""Who translates, who reviews, until when."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Membership, User
from musubi.blocks.kernel.fields import DateTextField


class AssignForm(forms.Form):
    """翻訳の担当を決める."""

    use_required_attribute = False

    translator = forms.ModelChoiceField(label=_("訳す人"), queryset=User.objects.none(), to_field_name="uid")
    reviewer = forms.ModelChoiceField(
        label=_("確認する人"), queryset=User.objects.none(), to_field_name="uid", help_text=_("訳す人とは別の人。その言語を読める人を選んでください")
    )
    due_on = DateTextField(label=_("期限"), help_text=_("訳す人と確認する人の「本日の締切」に、この日が出ます"))

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        posts = Membership.objects.active_on(today).filter(role__in=[*Role.city_staff(), Role.PARTNER])
        people = User.objects.filter(is_active=True, memberships__in=posts).distinct().order_by("name", "pk")
        for name in ("translator", "reviewer"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]
