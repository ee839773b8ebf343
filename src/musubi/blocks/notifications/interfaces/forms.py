"""Forms of notifications."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from musubi.blocks.accounts.domain.roles import memberships_on
from musubi.blocks.accounts.models import Membership, Organization, User
from musubi.blocks.kernel.fields import DateTextField


class TaskForm(forms.Form):
    """A new task for oneself or for the people of one's own organisations."""

    use_required_attribute = False

    title = forms.CharField(label=gettext_lazy("仕事"), max_length=200, help_text=gettext_lazy("例: 進捗報告を取りまとめる"))
    due_on = DateTextField(label=gettext_lazy("期限"))
    organization = forms.ModelChoiceField(label=gettext_lazy("担当の組織"), queryset=Organization.objects.none())
    assignee = forms.ModelChoiceField(
        label=gettext_lazy("担当者"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("決めない(組織のだれか)"),
    )
    detail = forms.CharField(label=gettext_lazy("説明"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    program_code = forms.CharField(label=gettext_lazy("事業等の番号"), required=False, max_length=40, help_text=gettext_lazy("例: A-P1"))

    def __init__(self, *args: Any, user: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        bodies = [post.organization_id for post in memberships_on(user=user, day=today)]
        posts = Membership.objects.active_on(today).filter(organization__in=bodies)
        organization, assignee = self.fields["organization"], self.fields["assignee"]
        assert isinstance(organization, forms.ModelChoiceField)  # noqa: S101 - tells mypy
        assert isinstance(assignee, forms.ModelChoiceField)  # noqa: S101 - tells mypy
        organization.queryset = Organization.objects.filter(pk__in=bodies)
        organization.initial = bodies[0] if bodies else None
        assignee.queryset = User.objects.filter(is_active=True, memberships__in=posts).distinct()
        assignee.initial = user.pk

    def clean(self) -> dict[str, Any]:
        """The assignee works in the organisation, so that heads and superiors are the right ones."""
        data = super().clean() or {}
        body, person = data.get("organization"), data.get("assignee")
        if body and person:
            posts = memberships_on(user=person, day=self.today)
            if body.pk not in {post.organization_id for post in posts}:
                self.add_error("assignee", _("この人は選んだ組織にいません。組織か担当者を選び直してください"))
        return data


class StopForm(forms.Form):
    """Stop or start reminders."""

    stopped = forms.BooleanField(label=gettext_lazy("期限のお知らせを止める"), required=False)
    reason = forms.CharField(label=gettext_lazy("理由"), required=False, max_length=200, help_text=gettext_lazy("止めるときは必ず入力します"))

    def clean(self) -> dict[str, Any]:
        """Stopping needs a reason."""
        data = super().clean() or {}
        if data.get("stopped") and not data.get("reason"):
            self.add_error("reason", _("止める理由を入力してください"))
        return data
