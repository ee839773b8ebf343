"""Forms of a site project."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.models import Organization
from musubi.blocks.desks.interfaces.desk_forms import LabelledForm
from musubi.blocks.desks.models import SitePhase, SiteProject
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.places.enums import PeopleOnPhoto
from musubi.blocks.places.models import Land


class SiteForm(LabelledForm):
    """The place and what it is to become."""

    labels = {
        "name": _("場所の名称"), "whereabouts": _("所在"), "land": _("土地の台帳"), "area_m2": _("面積(m2)"), "aim": _("目指す姿"), "note": _("備考"),
    }  # fmt: skip

    class Meta:
        model = SiteProject
        fields = ("name", "whereabouts", "land", "area_m2", "aim", "note")
        widgets = {"aim": forms.Textarea(attrs={"rows": 4}), "note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        land = self.fields["land"]
        assert isinstance(land, forms.ModelChoiceField)  # noqa: S101 - tells mypy
        land.queryset = visible_to(user, Land).filter(retired_on__isnull=True)
        land.empty_label = _("台帳の土地に結び付けない")


class PhaseForm(LabelledForm):
    """A phase: planned and real days."""

    labels = {"name": _("段階"), "note": _("備考")}
    planned_from = DateTextField(label=_("始める予定"))
    planned_until = DateTextField(label=_("終える予定"))
    began_on = DateTextField(label=_("始めた日"), required=False)
    finished_on = DateTextField(label=_("終えた日"), required=False)

    class Meta:
        model = SitePhase
        fields = ("name", "planned_from", "planned_until", "began_on", "finished_on", "note")


class ActorForm(forms.Form):
    """Who does what."""

    use_required_attribute = False
    role = forms.CharField(label=_("役割"), max_length=120, help_text=_("例: 基本計画の策定、土地の所有、運営"))
    organization = forms.ModelChoiceField(label=_("組織"), queryset=Organization.objects.none(), required=False, empty_label=_("一覧にない"))
    name = forms.CharField(label=_("名称(組織にないとき)"), max_length=120, required=False)
    phase = forms.ModelChoiceField(label=_("段階"), queryset=SitePhase.objects.none(), required=False, empty_label=_("全体を通して"))

    def __init__(self, *args: Any, project: SiteProject, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organization"].queryset = visible_to(user, Organization)  # type: ignore[attr-defined]
        self.fields["phase"].queryset = project.phases.all()  # type: ignore[attr-defined]


class SitePhotoForm(forms.Form):
    """A photo from a viewpoint."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("写真"), help_text=_("JPEG、PNG、HEIC、25MBまで。位置情報は取り除きます"), allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )  # fmt: skip
    viewpoint = forms.CharField(label=_("撮った所・向き"), max_length=120, help_text=_("同じ言葉にすると、時の順に並びます。例: 北門から南"))
    taken_on = DateTextField(label=_("撮った日"))
    people = forms.ChoiceField(
        label=_("写っている人"),
        choices=PeopleOnPhoto.choices,
        widget=forms.RadioSelect,
        help_text=_("だれか分かる人が、同意なしに写っている写真は置けません"),
    )
