"""Forms of model courses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.places.models import Spot
from musubi.programs.brand.tours.models import Course


class CourseForm(RecordForm):
    """The words of a course."""

    class Meta:
        model = Course
        fields = ("title", "lead", "story", "minutes")
        widgets = {"story": forms.Textarea(attrs={"rows": 8})}
        labels = {"title": _("名称"), "lead": _("ひとこと紹介"), "story": _("物語"), "minutes": _("全体の時間の目安(分)")}

    def clean(self) -> dict[str, Any]:
        """Rules are told in words at their fields by the domain."""
        return self.cleaned_data

    def _get_validation_exclusions(self) -> set[str]:
        return {found.name for found in Course._meta.fields}


class StopForm(StepForm):
    """A spot of the course."""

    spot = forms.ModelChoiceField(label=_("観光スポット"), queryset=Spot.objects.none(), empty_label=_("選んでください"))
    note = forms.CharField(label=_("見どころ"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        spots = visible_to(self.user, Spot).exclude(kind="station")
        self.fields["spot"].queryset = spots.exclude(course_stops__course=self.record) if self.record else spots  # type: ignore[attr-defined]
