"""Forms of the office's steps at an application."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.accounts.models import User
from musubi.blocks.applications.domain.corrections import stage_of, targets_of
from musubi.blocks.applications.domain.terms import read_terms
from musubi.blocks.applications.enums import CheckOutcome
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.vision.domain.desks import WORKING_ROLES


def handlers_of(organization: Any) -> Any:
    """Those who work in a division today: who may be given a file."""
    return (
        User.objects.filter(memberships__in=organization.memberships.active_on(clock.today()).filter(role__in=[*WORKING_ROLES, "secretariat"]))
        .distinct()
        .order_by("name", "pk")
    )


class AcceptForm(StepForm):
    """受け付ける: nothing to fill in."""


class ReasonForm(StepForm):
    """A step that needs a reason, which the applicant reads."""

    reason = forms.CharField(label=_l("理由(申請者にも伝わります)"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class HandlerForm(StepForm):
    """Who works the file."""

    handler = forms.ModelChoiceField(label=_l("担当者"), queryset=User.objects.none(), required=False, to_field_name="uid", empty_label=_l("未定"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["handler"]
        field.queryset = handlers_of(self.record.call.organization)  # type: ignore[attr-defined]


class CheckForm(StepForm):
    """One row a check: outcome and what was looked at."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = {row.check_key: row for row in self.record.checks.all()}
        for check in read_terms(self.record.terms.content).checks:
            row = known.get(check.key)
            self.fields[f"outcome-{check.key}"] = forms.ChoiceField(
                label=check.label,
                choices=CheckOutcome.choices,
                widget=forms.RadioSelect,
                initial=row.outcome if row else CheckOutcome.OPEN,
                help_text=" ".join(filter(None, [check.basis, check.evidence])),
            )
            self.fields[f"note-{check.key}"] = forms.CharField(
                label=_("「%(label)s」で確認したこと") % {"label": check.label}, required=False, max_length=300, initial=row.note if row else ""
            )

    def clean(self) -> dict[str, Any]:
        """Not met needs a reason, at its own field."""
        data = super().clean() or {}
        for name, value in list(data.items()):
            if name.startswith("outcome-") and value == CheckOutcome.NOT_MET and not data.get(f"note-{name.removeprefix('outcome-')}"):
                self.add_error(f"note-{name.removeprefix('outcome-')}", _("満たさないと判断した理由を書いてください"))
        return data


class CorrectionForm(StepForm):
    """What to mend, point by point; empty points are not asked for."""

    due_on = DateTextField(label=_l("期限"))
    message = forms.CharField(label=_l("全体の説明"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        labels = targets_of(read_terms(self.record.terms.content), stage_of(self.record), self.record.lane)
        for target, label in labels.items():
            self.fields[f"point-{target}"] = forms.CharField(
                label=_("「%(label)s」について直してほしいこと") % {"label": label},
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        """At least one point."""
        data = super().clean() or {}
        if not any(value for name, value in data.items() if name.startswith("point-")):
            raise ValidationError(_("補正してほしい箇所を1つ以上書いてください"))
        return data
