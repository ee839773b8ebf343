"""年度ごとの額 of a designation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.kernel.dates import format_fiscal_year
from musubi.blocks.kernel.fields import YenField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.money.models import DebtObligation


class YearsForm(StepForm):
    """A sum a year, the ceiling over the whole term, the 債務負担行為 on which the years ahead rest."""

    ceiling = YenField(label=_l("全期間の上限額"), required=False, help_text=_l("決まりがなければ空のままにします。"))
    debt_obligation = forms.ModelChoiceField(
        label=_l("債務負担行為"),
        queryset=DebtObligation.objects.none(),
        required=False,
        to_field_name="uid",
        help_text=_l("予算・執行の画面で登録したもの。"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for row in self.record.designation_years.order_by("fiscal_year"):
            label = _("%(year)sの上限額") % {"year": format_fiscal_year(row.fiscal_year)}
            self.fields[f"year-{row.fiscal_year}"] = YenField(label=label, required=False, initial=row.amount)
        self.order_fields([*(name for name in self.fields if name.startswith("year-")), "ceiling", "debt_obligation"])
        certificate = self.record.certificate
        known = DebtObligation.objects.filter(Q(item=self.record.call.item) | Q(pk=certificate.debt_obligation_id))
        self.fields["debt_obligation"].queryset = known  # type: ignore[attr-defined]
        self.fields["ceiling"].initial, self.fields["debt_obligation"].initial = certificate.ceiling, certificate.debt_obligation


def amounts_of(data: dict[str, Any]) -> dict[int, int | None]:
    """Yen by fiscal year out of what the form gave."""
    return {int(name.removeprefix("year-")): value for name, value in data.items() if name.startswith("year-")}
