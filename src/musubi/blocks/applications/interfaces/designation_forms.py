"""年度ごとの額 of a designation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.domain.yearly.years import YearKey, field_of
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
        rows = list(self.record.designation_years.select_related("obligation").order_by("fiscal_year", "key"))
        several = len({row.key for row in rows}) > 1
        for row in rows:
            label = _("%(year)sの上限額") % {"year": format_fiscal_year(row.fiscal_year)}
            if several and row.obligation is not None:
                label = f"{row.obligation.label} {label}"
            self.fields[field_of(row.fiscal_year, row.key)] = YenField(label=label, required=False, initial=row.amount)
        self.order_fields([*(name for name in self.fields if name.startswith("year-")), "ceiling", "debt_obligation"])
        certificate = self.record.certificate
        known = DebtObligation.objects.filter(Q(item=self.record.call.item) | Q(pk=certificate.debt_obligation_id))
        self.fields["debt_obligation"].queryset = known  # type: ignore[attr-defined]
        self.fields["ceiling"].initial, self.fields["debt_obligation"].initial = certificate.ceiling, certificate.debt_obligation


def amounts_of(data: dict[str, Any]) -> dict[YearKey, int | None]:
    """Yen by fiscal year and key out of what the form gave."""
    parts = {name: name.split("-", 2) for name in data if name.startswith("year-")}
    return {(int(year), key): data[name] for name, (_word, year, key) in parts.items()}
