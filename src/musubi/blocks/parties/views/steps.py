"""Single steps at a party: address, number, places, contacts, officers, consents, merging, erasing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.steps import Step, StepForm, next_or, run_step
from musubi.blocks.parties.domain import details, erasure, merging
from musubi.blocks.parties.domain.registration import EntityParticulars
from musubi.blocks.parties.enums import PartyStatus
from musubi.blocks.parties.interfaces import detail_forms as forms
from musubi.blocks.parties.interfaces.fields import ReasonForm, address_of, telling
from musubi.blocks.parties.models import BusinessPlace, Consent, ContactPoint, Party, PartyMerge, PartyOfficer
from musubi.blocks.parties.rules import ERASE_PARTIES, MERGE_PARTIES, WORK_PARTIES
from musubi.blocks.parties.views.party import party_of_page, published_of
from musubi.blocks.places.domain.addresses import address_values

DETAILS: dict[str, tuple[Any, type[StepForm], Any]] = {
    "places": (BusinessPlace, forms.PlaceForm, gettext_lazy("事業所")),
    "contacts": (ContactPoint, forms.ContactForm, gettext_lazy("担当者・連絡先")),
    "officers": (PartyOfficer, forms.OfficerForm, gettext_lazy("役員")),
}
ADDRESS = {"postcode", "text", "building"}


def run_at(request: HttpRequest, uid: str, make: Callable[[Party], Step]) -> HttpResponse:
    """A step at an active party, back to its page or to the one that `next` names."""
    party = party_of_page(request, uid)
    if party.status != PartyStatus.ACTIVE:
        raise PermissionDenied
    back = next_or(request, page_of(party))
    return run_step(request, step=make(party), record=party, back=back, target=lambda _made: back)


def page_of(party: Party) -> str:
    """The party's page."""
    return reverse("parties:party", args=[party.uid])


def address_step() -> Step:
    """Change the address."""

    def run(request: HttpRequest, party: Party, data: dict[str, Any]) -> Any:
        shown = {name: data[f"shown_{name}"] for name in ADDRESS}
        return details.change_address(party=party, typed=address_of(data), shown=shown, actor=request.user, now=clock.now())

    def initial(party: Party) -> dict[str, Any]:
        values = address_values(party.address)
        return values | {f"shown_{name}": value for name, value in values.items()}

    title, button = gettext_lazy("住所・所在地を変える"), gettext_lazy("この住所にする")
    return Step(title, button, forms.AddressForm, telling(run), gettext_lazy("住所を変えました。"), initial=initial)


@login_required
@permission_required(WORK_PARTIES, raise_exception=True)
def address(request: HttpRequest, uid: str) -> HttpResponse:
    """A new address."""
    return run_at(request, uid, lambda _party: address_step())


@login_required
@permission_required(WORK_PARTIES, raise_exception=True)
def number(request: HttpRequest, uid: str) -> HttpResponse:
    """Enter or correct the 法人番号."""

    def run(request: HttpRequest, party: Party, data: dict[str, Any]) -> Any:
        return details.change_number(party=party, text=data["legal_entity_number"], actor=request.user, now=clock.now(), reason=data["reason"])

    def step(party: Party) -> Step:
        if party.is_natural:
            raise Http404(_("個人・個人事業主に法人番号はありません"))
        start = {"legal_entity_number": party.legal_entity_number or ""}
        return Step(
            _("法人番号を入れる・直す"), _("この番号にする"), forms.NumberForm, telling(run), _("法人番号を変えました。"), initial=lambda _p: start
        )

    return run_at(request, uid, step)


@login_required
@permission_required(WORK_PARTIES, raise_exception=True)
def entity(request: HttpRequest, uid: str) -> HttpResponse:
    """What a legal entity has beside that."""

    def run(request: HttpRequest, party: Party, data: dict[str, Any]) -> Any:
        return details.change_entity(party=party, entity=EntityParticulars(**data), actor=request.user, now=clock.now())

    def step(party: Party) -> Step:
        record = getattr(party, "legal_entity", None)
        if record is None:
            raise Http404(_("法人ではありません"))
        start = {name: getattr(record, name) for name in forms.EntityForm.base_fields}
        return Step(_("法人の詳細を直す"), _("この内容を保存する"), forms.EntityForm, telling(run), _("保存しました。"), initial=lambda _p: start)

    return run_at(request, uid, step)


@login_required
@permission_required(WORK_PARTIES, raise_exception=True)
def follow(request: HttpRequest, uid: str) -> HttpResponse:
    """Take over what the tax agency publishes."""

    def step(party: Party) -> Step:
        published = published_of(party)
        if published is None:
            raise Http404(_("この法人番号の公表データはありません"))
        run = telling(lambda request, party, _data: details.follow_register(party=party, published=published, actor=request.user, now=clock.now()))
        lead = _("名称「%(name)s」、所在地「%(address)s」にします。閉鎖されているときは閉鎖日も入ります。前の内容は、変更の履歴に残ります。")
        told = lead % {"name": published.name, "address": published.address}
        return Step(_("公表データに合わせる"), _("この内容にする"), StepForm, run, _("公表データに合わせました。"), told)

    return run_at(request, uid, step)


def detail_step(kind: str, row: Any) -> Step:
    """Add or change a place, contact or officer."""
    model, form, label = DETAILS[kind]

    def run(request: HttpRequest, party: Party, data: dict[str, Any]) -> Any:
        record = row or model(party=party)
        values = {name: value for name, value in data.items() if name not in ADDRESS}
        typed = address_of(data) if kind == "places" else None
        return details.save_detail(record=record, values=values, address=typed, actor=request.user, now=clock.now(), today=clock.today())

    def initial(_party: Party) -> dict[str, Any]:
        if row is None:
            return {}
        values = {name: getattr(row, name) for name in form.base_fields if name not in ADDRESS}
        return values | (address_values(row.address) if kind == "places" else {})

    title = _("%(kind)sを直す") if row is not None else _("%(kind)sを加える")
    return Step(title % {"kind": label}, _("この内容を保存する"), form, telling(run), _("保存しました。"), initial=initial)


def row_of(party: Party, kind: str, row: str) -> Any:
    """The stored detail."""
    if kind not in DETAILS:
        raise Http404(_("この種類の記録はありません"))
    return get_object_or_404(DETAILS[kind][0], party=party, uid=row) if row else None


@login_required
@permission_required(WORK_PARTIES, raise_exception=True)
def detail(request: HttpRequest, uid: str, kind: str, row: str = "") -> HttpResponse:
    """A place, contact or officer."""
    return run_at(request, uid, lambda party: detail_step(kind, row_of(party, kind, row)))


@login_required
@permission_required(WORK_PARTIES, raise_exception=True)
def remove(request: HttpRequest, uid: str, kind: str, row: str) -> HttpResponse:
    """Take off what was entered by mistake."""

    def step(party: Party) -> Step:
        record = row_of(party, kind, row)
        run = telling(lambda request, _party, _data: details.remove_detail(record=record, actor=request.user, now=clock.now()))
        lead = _("「%(record)s」を除きます。入っていた内容は、変更の履歴に残ります。やめた日があるときは、除かずに終了日を入れてください。")
        return Step(_("除く"), _("除く"), StepForm, run, _("除きました。"), lead=lead % {"record": record})

    return run_at(request, uid, step)


@login_required
@permission_required(WORK_PARTIES, raise_exception=True)
def consent(request: HttpRequest, uid: str) -> HttpResponse:
    """Note a consent that came on paper or by word of mouth."""

    def run(request: HttpRequest, party: Party, data: dict[str, Any]) -> Any:
        return details.give_consent(party=party, **data, actor=request.user, now=clock.now())

    start = {"given_on": clock.today()}
    step = Step(_("同意を記録する"), _("記録する"), forms.ConsentForm, telling(run), _("同意を記録しました。"), initial=lambda _p: start)
    return run_at(request, uid, lambda _party: step)


def withdraw_step(stored: Consent) -> Step:
    """Take a consent back."""
    run = telling(lambda request, _party, data: details.withdraw_consent(consent=stored, day=data["day"], actor=request.user, now=clock.now()))
    lead = _("「%(scope)s」の同意を撤回します。その時から、この同意による公表・提供はできなくなります。") % {"scope": stored.get_scope_display()}
    start = {"day": clock.today()}
    return Step(_("同意の撤回"), _("撤回を記録する"), forms.DayForm, run, _("撤回を記録しました。"), lead, lambda _party: start)


@login_required
@permission_required(WORK_PARTIES, raise_exception=True)
def withdraw(request: HttpRequest, uid: str) -> HttpResponse:
    """Note that a party took a consent back."""
    stored = get_object_or_404(visible_to(request.user, Consent).select_related("party"), uid=uid)
    return run_at(request, stored.party.uid, lambda _party: withdraw_step(stored))


@login_required
@permission_required(MERGE_PARTIES, raise_exception=True)
def merge(request: HttpRequest, uid: str) -> HttpResponse:
    """Let another entry go up in this one."""

    def run(request: HttpRequest, party: Party, data: dict[str, Any]) -> Any:
        other = get_object_or_404(visible_to(request.user, Party), uid=data["absorbed"])
        return merging.merge_parties(survivor=party, absorbed=other, reason=data["reason"], actor=request.user, now=clock.now())

    def step(party: Party) -> Step:
        others = merging.doubles_of(party)
        asked = visible_to(request.user, Party).filter(uid=request.GET.get("with", ""), status=PartyStatus.ACTIVE).exclude(pk=party.pk).first()
        others += [asked] if asked is not None and asked not in others else []
        form = type("ChosenMergeForm", (forms.MergeForm,), {"others": others, "__init__": _with_others})
        lead = _(
            "選んだ登録を「%(name)s」に統合します。申請・権限・連絡先などの記録はこの登録に移り、選んだ登録は使えなくなります。間違えたときは、統合の記録から取り消せます。"
        )
        return Step(
            _("統合する"),
            _("統合する"),
            form,
            telling(run),
            _("統合しました。取り消すときは、下の「統合の記録」から行います。"),
            lead % {"name": party},
        )

    return run_at(request, uid, step)


def _with_others(self: Any, *args: Any, **options: Any) -> None:
    forms.MergeForm.__init__(self, *args, **options)
    self.fields["absorbed"].choices = [(other.uid, _described(other)) for other in self.others]
    if not self.others:
        self.fields["absorbed"].help_text = _("同じと思われる登録は見つかりません。一覧で相手を開き、そこから統合してください")


def _described(party: Party) -> str:
    return " ".join(part for part in (party.name, party.legal_entity_number, str(party.address or ""), party.uid) if part)


@login_required
@permission_required(MERGE_PARTIES, raise_exception=True)
def unmerge(request: HttpRequest, uid: str) -> HttpResponse:
    """Part two entries again."""
    stored = get_object_or_404(visible_to(request.user, PartyMerge).select_related("survivor", "absorbed"), uid=uid)

    def run(request: HttpRequest, _party: Party, data: dict[str, Any]) -> Any:
        return merging.undo_merge(merge=stored, reason=data["reason"], actor=request.user, now=clock.now())

    lead = _("「%(name)s」をもとの登録に戻し、統合で移した記録も戻します。統合の後に加わった記録は、残した登録に残ります。") % {
        "name": stored.absorbed
    }
    step = Step(_("統合を取り消す"), _("統合を取り消す"), ReasonForm, telling(run), _("統合を取り消しました。"), lead)
    return run_at(request, stored.survivor.uid, lambda _party: step)


@login_required
@permission_required(ERASE_PARTIES, raise_exception=True)
def erase(request: HttpRequest, uid: str) -> HttpResponse:
    """Erase personal data after the retention period."""

    def run(request: HttpRequest, party: Party, data: dict[str, Any]) -> Any:
        return erasure.erase_party(party=party, actor=request.user, now=clock.now(), today=clock.today(), reason=data["reason"])

    lead = _(
        "氏名・住所・生年月日・連絡先・役員・権限と、履歴の中の個人情報を消します。元には戻せません。統計のための種類・町丁目・業種・人数と、交付などの記録は残ります。"
    )
    step = Step(_("個人情報を消去する"), _("消去する"), ReasonForm, telling(run), _("個人情報を消去しました。"), lead)
    return run_at(request, uid, lambda _party: step)
