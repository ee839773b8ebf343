"""Prepare a call, copy last year's, open it once nothing is missing, correct its terms, stop it early."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.office import office
from musubi.blocks.applications.domain.errors import ApplicationError, CallClosedError
from musubi.blocks.applications.domain.rights import lifts_rules
from musubi.blocks.applications.domain.settling.budgets import budget_of
from musubi.blocks.applications.domain.terms import Terms, TermsError, as_content, content_sha256, read_terms
from musubi.blocks.applications.domain.validation import check_record
from musubi.blocks.applications.domain.yearly.kinds import yearly_call, yearly_kinds
from musubi.blocks.applications.enums import AwardPublicity, CallKind, Intake
from musubi.blocks.applications.models import Call, CallTerms, Guideline
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.locking import lock


@dataclass(frozen=True)
class Missing:
    """What keeps a call from opening: the field or section, and what to do."""

    place: str
    message: str


def terms_of(call: Call) -> Terms:
    """The terms in preparation, or those of the newest version. Raises TermsError."""
    newest = call.versions.order_by("-number").first() if call.opened_at else None
    return read_terms(newest.content if newest else call.terms)


@transaction.atomic
def prepare_call(*, call: Call, actor: Any, now: dt.datetime) -> Call:
    """Keep a new call in preparation. Raises ApplicationError at a field."""
    check_record(call, exclude=UNCHECKED)
    call.save()
    after = {"name": str(call), "kind": call.kind, "fiscal_year": call.fiscal_year}
    record_event(actor=actor, verb="call.prepared", obj=call, now=now, after=after, program_code=call.item.code)
    return call


@transaction.atomic
def change_call(*, call: Call, values: Mapping[str, Any], unchanged: Any, actor: Any, now: dt.datetime) -> Call:
    """Change fields of a call. What freezes at the opening is refused afterwards, as is a wider publication; FieldConflictError passes on."""
    current: Call = lock(Call.objects.filter(pk=call.pk))[0]
    if current.opened_at is not None and set(values) & FROZEN:
        raise ApplicationError("frozen", _("公開した募集の種類・受付の方法・予算の節は変えられません。条件は「条件を訂正する」から直してください"))
    if current.opened_at is not None and _reads_more(values.get("publicity", current.publicity), current.publicity):
        message = _("公開した募集では、交付先の公表の範囲を広げられません。申請した人は「%(told)s」と読んで申請しています")
        raise ApplicationError("wider", message % {"told": AwardPublicity(current.publicity).label}, "publicity")
    for name, value in values.items():
        setattr(current, name, value)
    check_record(current, exclude=UNCHECKED)
    saved: Call = update_record(record=call, values=values, unchanged=unchanged, actor=actor, now=now, verb="call.changed")
    return saved


UNCHECKED = ("terms", "opened_by")
WIDTH = (AwardPublicity.TOTALS, AwardPublicity.UNNAMED, AwardPublicity.NAMED)  # how much the public reads, the least first
FROZEN = frozenset({"kind", "intake", "procedure", "guideline", "item", "fiscal_year", "round", "opens_at"})


def _reads_more(asked: str, now: str) -> bool:
    return WIDTH.index(AwardPublicity(asked)) > WIDTH.index(AwardPublicity(now))


@transaction.atomic
def save_terms(*, call: Call, content: Mapping[str, Any], shown_version: int, actor: Any, now: dt.datetime) -> Call:
    """Keep the terms of a call in preparation. Raises TermsError, ApplicationError where someone else saved meanwhile."""
    current: Call = lock(Call.objects.filter(pk=call.pk))[0]
    if current.opened_at is not None:
        raise ApplicationError("frozen", _("公開した募集の条件は固定されています。「条件を訂正する」から、理由を付けて新しい版にしてください"))
    if current.version != shown_version:
        raise ApplicationError("stale", _("別の人が先に条件を保存しました。開き直して、内容を見比べてから、もう一度入れてください"))
    terms = as_content(read_terms(content))
    before = current.terms
    current.terms, current.version = terms, current.version + 1
    current.save()
    changed = sorted(name for name in terms if terms[name] != before.get(name))
    record_event(actor=actor, verb="call.terms_changed", obj=current, now=now, after={"sections": changed}, program_code=current.item.code)
    return current


@transaction.atomic
def copy_call(*, call: Call, fiscal_year: int, round_number: int, guideline: Guideline, actor: Any, now: dt.datetime) -> Call:
    """昨年度を複写: a call in preparation with the same terms; window and days move by whole years, the budget is asked anew."""
    years = fiscal_year - call.fiscal_year
    made = Call(
        **{name: getattr(call, name) for name in COPIED},
        guideline=guideline,
        fiscal_year=fiscal_year,
        round=round_number,
        opens_at=_moved(call.opens_at, years),
        closes_at=_moved(call.closes_at, years),
        drafts_on=_moved_day(call.drafts_on, years),
        terms=as_content(terms_of(call)),
        previous=call,
    )
    return prepare_call(call=made, actor=actor, now=now)


COPIED = (
    "item",
    "organization",
    "kind",
    "intake",
    "procedure",
    "name",
    "name_en",
    "summary",
    "summary_en",
    "grace_minutes",
    "requires_consultation",
    "follows_kind",
    "yearly_key",
    "certificate_days",
    "seal",
    "appeal_notice",
    "publicity",
    "is_fictional",
)


def _moved(moment: dt.datetime | None, years: int) -> dt.datetime | None:
    if moment is None:
        return None
    local = timezone.localtime(moment)
    day = _moved_day(local.date(), years)
    return local.replace(year=day.year, month=day.month, day=day.day) if day else None


def _moved_day(day: dt.date | None, years: int) -> dt.date | None:
    if day is None:
        return None
    last_of_february = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if last_of_february else day.day)


def missing_of(call: Call) -> list[Missing]:
    """Everything that keeps the call from opening; [] when it may."""
    found = [Missing(*row) for row in _missing_fields(call)]
    if yearly_call(call) and not call.yearly_key and len(yearly_kinds([call.item])) > 1:
        found.append(Missing("yearly_key", _("指定の条件に年度ごとの申請が2種類以上あります。この募集がどれのためかを選んでください")))
    try:
        terms = read_terms(call.terms)
    except TermsError as error:
        return found + [Missing(fault.section, f"{fault.key}: {fault.message}") for fault in error.faults]
    if terms.keep_years and not terms.keep_clause.strip():
        found.append(Missing("conditions", _("保存期間の年数を定めた要綱・規程の条文を書いてください")))
    if not terms.questions:
        found.append(Missing("questions", _("申請書の質問を1つ以上入れてください")))
    if call.kind == CallKind.SUBSIDY:
        if not terms.categories:
            found.append(Missing("categories", _("経費の区分を入れてください")))
        if not terms.rules_for_amount():
            found.append(Missing("rules", _("補助額の決まり(補助率か定額)を入れてください")))
        if not any(owed.kind == "report" for owed in terms.obligations):
            found.append(Missing("obligations", _("実績報告の期限を入れてください")))
    elif terms.rules_for_amount() and call.kind != CallKind.WISH_SURVEY:
        found.append(Missing("rules", _("お金を伴わない募集には、補助額の決まりを入れません")))
    return found


def _missing_fields(call: Call) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if not call.summary:
        found.append(("summary", _("概要(何のための、だれのための募集か)を書いてください")))
    if call.opens_at is None or call.closes_at is None:
        found.append(("opens_at", _("受付の開始と終了の日時を入れてください")))
    else:
        first, last = timezone.localtime(call.opens_at).date(), timezone.localtime(call.closes_at).date()
        if first < call.guideline.effective_on:
            found.append(("guideline", _("受付開始が、要綱の施行日(%(day)s)より前です") % {"day": format_date(call.guideline.effective_on)}))
        if call.guideline.expires_on is not None and last > call.guideline.expires_on:
            found.append(("guideline", _("受付終了が、要綱の失効日(%(day)s)より後です") % {"day": format_date(call.guideline.expires_on)}))
    if call.kind == CallKind.SUBSIDY:
        if call.line is None:
            found.append(("line", _("予算の節を選んでください。まだなければ、予算・執行の画面で先に作ってください")))
        if call.budget is None:
            found.append(("budget", _("募集の予算額を入れてください")))
    if call.kind in CallKind.with_certificate() and call.certificate_days is None:
        found.append(("certificate_days", _("認定・指定の期間(日)を入れてください。期限がないときは0にしてください")))
    if call.kind != CallKind.WISH_SURVEY and not call.appeal_notice:
        found.append(("appeal_notice", _("教示文を入れるか、不要な理由を教示文の欄に「教示なし:理由」と書いてください")))
    return found


@transaction.atomic
def open_call(*, call: Call, actor: Any, now: dt.datetime) -> CallTerms:
    """公開する: the terms freeze as version 1, with the period for which files are kept: the call's own, else the office's.

    Raises ApplicationError while something is missing.
    """
    current: Call = lock(Call.objects.filter(pk=call.pk))[0]
    if current.opened_at is not None:
        raise ApplicationError("opened", _("この募集は、もう公開しています"))
    missing = missing_of(current)
    if missing:
        raise ApplicationError(
            "missing", _("足りないものがあるため、公開できません: %(what)s") % {"what": " / ".join(each.message for each in missing)}
        )
    current.opened_at = now
    current.opened_by = actor if getattr(actor, "is_authenticated", False) else None
    current.version += 1
    current.save()
    kept = read_terms(current.terms).keep_years or office().keep_years
    version = _freeze(current, {**current.terms, "keep_years": kept}, now, "")
    record_event(actor=actor, verb="call.opened", obj=current, now=now, after={"terms": version.sha256}, program_code=current.item.code)
    return version


def _freeze(call: Call, content: Mapping[str, Any], now: dt.datetime, reason: str) -> CallTerms:
    plain = as_content(read_terms(content))
    last = call.versions.aggregate(last=Max("number"))["last"] or 0
    return CallTerms.objects.create(call=call, number=last + 1, content=plain, sha256=content_sha256(plain), frozen_at=now, reason=reason)


@transaction.atomic
def correct_terms(*, call: Call, content: Mapping[str, Any], reason: str, actor: Any, now: dt.datetime) -> CallTerms:
    """条件を訂正する: a new version by the head with a reason; applications begun before keep theirs. Raises ApplicationError, TermsError."""
    current: Call = lock(Call.objects.filter(pk=call.pk))[0]
    if current.opened_at is None:
        raise ApplicationError("not_opened", _("まだ公開していません。そのまま直してください"))
    if not reason.strip():
        raise ApplicationError("reason", _("訂正の理由を書いてください"), "reason")
    if actor is not None and not lifts_rules(actor, current):
        raise ApplicationError("head", _("公開した条件を訂正できるのは、課長です"))
    last = current.versions.order_by("-number").first()
    kept = read_terms(content).keep_years or (read_terms(last.content).keep_years if last is not None else 0)
    version = _freeze(current, {**content, "keep_years": kept}, now, reason.strip())
    record_event(
        actor=actor,
        verb="call.terms_corrected",
        obj=current,
        now=now,
        after={"version": version.number, "terms": version.sha256},
        reason=reason.strip(),
        program_code=current.item.code,
    )
    return version


@transaction.atomic
def stop_call(*, call: Call, reason: str, actor: Any, now: dt.datetime) -> Call:
    """受付を止める before its end, e.g. because the budget is used up. Raises ApplicationError."""
    current: Call = lock(Call.objects.filter(pk=call.pk))[0]
    if not reason.strip():
        raise ApplicationError("reason", _("受付を止める理由を書いてください。申請者の画面に出ます"), "reason")
    if current.opened_at is None or current.stopped_at is not None:
        raise ApplicationError("not_open", _("受付中ではありません"))
    current.stopped_at, current.stop_reason = now, reason.strip()[:300]
    current.version += 1
    current.save()
    record_event(actor=actor, verb="call.stopped", obj=current, now=now, after={}, reason=reason.strip(), program_code=current.item.code)
    return current


def call_state(call: Call, now: dt.datetime) -> str:
    """preparing, announced, open, grace, stopped or closed: follows from what is stored and the server's clock."""
    if call.opened_at is None:
        return "preparing"
    if call.opens_at is not None and now < call.opens_at:
        return "announced"
    if call.stopped_at is not None and now >= call.stopped_at:
        return "stopped"
    if call.closes_at is None or now <= call.closes_at:
        return "open"
    return "grace" if now <= call.closes_at + dt.timedelta(minutes=call.grace_minutes) else "closed"


def check_window(*, call: Call, begun_at: dt.datetime, now: dt.datetime) -> None:
    """The server's clock decides: within the window, or until the grace ends for a form that was begun in time. Raises CallClosedError."""
    state = call_state(call, now)
    if state == "open":
        return
    if state == "grace" and call.closes_at is not None and begun_at <= call.closes_at:
        return
    told = {
        "preparing": _("この募集は、まだ始まっていません"),
        "announced": _("受付は%(opens)sからです。それまで下書きを保存しておけます"),
        "stopped": _("受付を終えました。%(reason)s"),
        "grace": _("受付は終わりました。締切の前に書き始めた申請だけを受け取れます"),
        "closed": _("受付は終わりました。下書きは残っています。次の募集については、担当課に問い合わせてください"),
    }[state]
    opens = "" if call.opens_at is None else f"{format_date(timezone.localtime(call.opens_at).date())} {timezone.localtime(call.opens_at):%H:%M}"
    raise CallClosedError(told % {"opens": opens, "reason": call.stop_reason} if "%(" in told else told)


def close_when_spent(*, call: Call, now: dt.datetime) -> bool:
    """先着順・予算到達で締切: stop the intake once what is granted and asked for reaches the budget; True when it did so now.

    Must run in the transaction of the submission that reached it. What came in before stays in its order.
    """
    current: Call = lock(Call.objects.filter(pk=call.pk))[0]
    if current.intake != Intake.FIRST_COME or current.budget is None or current.stopped_at is not None:
        return False
    if budget_of(current).left_if_all > 0:
        return False
    stop_call(call=current, reason=_("申請が募集の予算額に達したため、受付を終えました"), actor=None, now=now)
    return True
