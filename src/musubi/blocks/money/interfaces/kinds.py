"""The kinds of entries that one pair of pages adds, corrects and takes back: form, what it hangs on, what it offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.models import Record
from musubi.blocks.money import models
from musubi.blocks.money.interfaces import forms
from musubi.blocks.vision.domain.desks import Desk

Offer = Callable[[Any, Any, Desk], None]


def _lines(form: forms.EntryForm, rows: Any, name: str = "line") -> None:
    form.offer(**{name: rows.select_related("envelope").order_by("envelope__fiscal_year", "envelope__budget_code", "code")})
    field: Any = form.fields[name]
    field.label_from_instance = lambda line: f"{line.envelope.fiscal_year} {line.envelope.name}: {line}"


def _for_contract(form: forms.EntryForm, record: models.Contract, desk: Desk) -> None:
    years = {desk.fiscal_year, *([record.line.envelope.fiscal_year] if record.line_id else [])}
    _lines(form, models.BudgetLine.objects.filter(envelope__item=desk.item, envelope__fiscal_year__in=years))
    form.offer(debt_obligation=models.DebtObligation.objects.filter(item=desk.item))


def _for_share(form: forms.EntryForm, record: models.ContractShare, desk: Desk) -> None:
    year = record.contract.line.envelope.fiscal_year
    _lines(form, models.BudgetLine.objects.filter(envelope__item=desk.item).exclude(envelope__fiscal_year=year))


def _for_payment(form: forms.EntryForm, record: models.Payment, desk: Desk) -> None:
    of_contract = Q(pk=record.contract.line_id) | Q(shares__contract=record.contract)
    _lines(form, models.BudgetLine.objects.filter(of_contract).distinct())
    form.initial["line"] = record.line_id or record.contract.line_id


def _for_funding(form: forms.EntryForm, record: models.FundingSource, desk: Desk) -> None:
    form.offer(line=models.BudgetLine.objects.filter(envelope=record.envelope).order_by("code"))


def _nothing(form: forms.EntryForm, record: Record, desk: Desk) -> None:
    """No choice depends on the desk."""


@dataclass(frozen=True)
class Kind:
    """One kind of entry. `link` names the field that holds what it hangs on: a record of `parent`, or the desk's item."""

    key: str
    model: type[Any]
    form: type[forms.EntryForm]
    add: Any
    change: Any
    link: str = "item"
    parent: type[Any] | None = None
    new_form: type[forms.EntryForm] | None = None
    offer: Offer = _nothing
    on_contract: bool = False
    addable: bool = True
    removable: bool = True

    @property
    def form_to_add(self) -> type[forms.EntryForm]:
        """The form of a new one."""
        return self.new_form or self.form

    def saved_values(self, values: dict[str, Any]) -> dict[str, Any]:
        """Typed values, with what follows from them: totals by hand are no file's any more."""
        return {**values, "imported_by": None} if self.key == "totals" else values


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("envelope", models.Envelope, forms.EnvelopeForm, _("予算を加える"), _("予算を直す"), new_form=forms.NewEnvelopeForm),
        Kind("line", models.BudgetLine, forms.LineForm, _("節を加える"), _("節を直す"), "envelope", models.Envelope),
        Kind("totals", models.BudgetLine, forms.TotalsForm, "", _("執行額の出所を決める"), "envelope", addable=False, removable=False),
        Kind("change", models.BudgetChange, forms.ChangeForm, _("当初・補正・流用・繰越を加える"), _("予算の増減を直す"), "line", models.BudgetLine),
        Kind("funding", models.FundingSource, forms.FundingForm, _("財源を加える"), _("財源を直す"), "envelope", models.Envelope, offer=_for_funding),
        Kind("contract", models.Contract, forms.ContractForm, _("契約を登録する"), _("契約を直す"), offer=_for_contract),
        Kind(
            "amendment",
            models.ContractChange,
            forms.AmendmentForm,
            _("変更契約を加える"),
            _("変更契約を直す"),
            "contract",
            models.Contract,
            on_contract=True,
        ),
        Kind(
            "share",
            models.ContractShare,
            forms.ShareForm,
            _("年割額を加える"),
            _("年割額を直す"),
            "contract",
            models.Contract,
            None,
            _for_share,
            on_contract=True,
        ),
        Kind(
            "inspection",
            models.ContractInspection,
            forms.InspectionForm,
            _("検収を記録する"),
            _("検収を直す"),
            "contract",
            models.Contract,
            on_contract=True,
        ),
        Kind(
            "payment",
            models.Payment,
            forms.PaymentForm,
            _("支払を記録する"),
            _("支払を直す"),
            "contract",
            models.Contract,
            None,
            _for_payment,
            on_contract=True,
        ),
        Kind("obligation", models.DebtObligation, forms.ObligationForm, _("債務負担行為を加える"), _("債務負担行為を直す")),
        Kind(
            "obligation-year",
            models.DebtObligationYear,
            forms.ObligationYearForm,
            _("債務負担行為の年割額を加える"),
            _("債務負担行為の年割額を直す"),
            "obligation",
            models.DebtObligation,
        ),
    )
}
