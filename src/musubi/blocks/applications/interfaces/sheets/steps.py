"""The forms of the steps: 変更・中止・廃止, 取下げ, 辞退, 請求, 届出・報告, 財産処分, 消費税."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.applications.enums import ChangeKind, ClaimKind, DisposalKind, TaxStanding
from musubi.blocks.applications.interfaces.follow_up.facts import restricted_words
from musubi.blocks.applications.interfaces.sheets.model import Field, Group, Sheet, day_text, yen_text
from musubi.blocks.applications.models import Application, AssetDisposal, ChangeRequest, Claim, Obligation, StatusChange, TaxReport
from musubi.blocks.audit.domain.trail import reason_of
from musubi.blocks.audit.models import Event


def _about(application: Application) -> Group:
    return Group(
        "",
        [
            Field(_("受付番号"), application.number),
            Field(_("事業名"), application.title),
            Field(_("決定日"), day_text(application.decided_on)),
            Field(_("交付決定額"), yen_text(application.decided_now)),
        ],
    )


def _ticks(choices: Any, chosen: str) -> list[tuple[str, bool]]:
    return [(str(label), value == chosen) for value, label in choices]


def _local(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localtime(moment).date() if moment else None


def change_sheet(application: Application, record: ChangeRequest | None) -> Sheet:
    """変更(中止・廃止)承認申請書."""
    fields = [
        Field(_("種類"), choices=_ticks(ChangeKind.choices, record.kind if record else "")),
        Field(_("何をどう変えるか"), record.content if record else "", tall=True),
        Field(_("理由"), record.reason if record else "", tall=True),
        Field(_("変更後の申請額"), yen_text(record.requested if record else None)),
        Field(_("変更後の完了予定日"), day_text(record.completes_on if record else None)),
    ]
    return Sheet(
        _("変更(中止・廃止)承認申請書"),
        _("交付決定を受けた次の事業の内容を変更(中止・廃止)したいので、承認を申請します。"),
        [_about(application), Group(_("変更の内容"), fields)],
        on=_local(record.submitted_at) if record else None,
        received_on=record.received_on if record else None,
    )


def step_back_sheet(application: Application, record: StatusChange | None, *, renounced: bool) -> Sheet:
    """取下書 or 辞退届; the reason stands in the trail."""
    reason = ""
    if record is not None:
        found = Event.objects.filter(object_id=application.uid, verb=f"application.{record.move}").order_by("-pk").first()
        reason = reason_of(found) if found is not None else record.note
    title, sentence = (
        (_("辞退届"), _("採択・交付の決定を受けた次の事業を辞退します。")) if renounced else (_("取下書"), _("次の申請を取り下げます。"))
    )
    day = _local(record.at) if record else None
    return Sheet(title, sentence, [_about(application), Group("", [Field(_("理由"), reason, tall=True)])], on=day, received_on=day)


def claim_sheet(application: Application, record: Claim | None) -> Sheet:
    """請求書; the bank account is the one that the accounting system knows by the 債権者番号."""
    fields = [
        Field(_("請求額"), yen_text(record.amount if record else None)),
        Field(_("種類"), choices=_ticks(ClaimKind.choices, record.kind if record else "")),
        Field(_("概算払が必要な理由"), record.reason if record else "", tall=record is None),
        Field(_("確定額"), yen_text(application.confirmed)),
        Field(_("債権者番号"), application.creditor_number),
        Field(_("振込先"), _("市に登録した口座")),
    ]
    day = record.claimed_on if record else None
    sentence = _("交付の決定(額の確定)を受けた補助金等を、次のとおり請求します。")
    return Sheet(_("請求書"), sentence, [_about(application), Group(_("請求の内容"), fields)], on=day, received_on=day)


def obligation_sheet(application: Application, record: Obligation) -> Sheet:
    """A report or notification that is owed: 遂行状況報告, 事業化状況報告, 操業開始届 …."""
    told = record.content if record.done_on else {}
    fields = [
        Field(_("期限"), day_text(record.due_on)),
        Field(_("報告の内容"), str(told.get("text") or ""), tall=True),
        Field(_("金額(あるとき)"), yen_text(told.get("amount"))),
    ]
    sentence = _("次の事業について、「%(label)s」を提出します。") % {"label": record.label}
    return Sheet(record.label, sentence, [_about(application), Group("", fields)], on=record.done_on, received_on=record.done_on)


def disposal_sheet(application: Application, record: AssetDisposal | None) -> Sheet:
    """財産処分承認申請書."""
    asset = record.asset if record else application.assets.filter(disposed_on__isnull=True).first() if application.assets.count() == 1 else None
    fields = [
        Field(_("財産"), asset.name if asset else ""),
        Field(_("取得日"), day_text(asset.acquired_on if asset else None)),
        Field(_("取得価額"), yen_text(asset.cost if asset else None)),
        Field(_("処分制限の末日"), restricted_words(asset) if asset else day_text(None)),
        Field(_("処分の種類"), choices=_ticks(DisposalKind.choices, record.kind if record else "")),
        Field(_("処分の予定日"), day_text(record.planned_on if record else None)),
        Field(_("相手方"), record.counterparty if record else ""),
        Field(_("処分による収入額"), yen_text(record.proceeds if record else None)),
        Field(_("処分の理由"), record.reason if record else "", tall=True),
    ]
    if record is not None:
        how = " ".join(str(row["how"]) for row in record.explanation)
        fields.append(Field(_("返還の見込額"), f"{yen_text(record.to_return)} {how}"))
    return Sheet(
        _("財産処分承認申請書"),
        _("補助金等の交付を受けて取得した次の財産を処分したいので、承認を申請します。"),
        [_about(application), Group(_("処分する財産"), fields)],
        on=_local(record.submitted_at) if record else None,
        received_on=record.received_on if record else None,
    )


def tax_sheet(application: Application, record: TaxReport | None) -> Sheet:
    """消費税仕入控除税額報告書."""
    ratio = f"{record.taxable_ratio}%" if record is not None and record.taxable_ratio is not None else "　　　　%"
    fields = [
        Field(_("課税の区分"), choices=_ticks(TaxStanding.choices, record.standing if record else "")),
        Field(_("課税期間の末日"), day_text(record.period_ends_on if record else None)),
        Field(_("確定申告日"), day_text(record.filed_on if record else None)),
        Field(_("課税売上割合"), ratio),
        Field(_("確定額"), yen_text(application.confirmed)),
        Field(_("額の確定までに減額した額"), yen_text(record.reduced if record else None)),
        Field(_("補助金に係る仕入控除税額"), yen_text(record.credit if record else None)),
        Field(_("返還する額"), yen_text(record.to_return if record else None)),
        Field(_("備考"), record.note if record else ""),
    ]
    return Sheet(
        _("消費税仕入控除税額報告書"),
        _("交付を受けた補助金等に係る消費税及び地方消費税の仕入控除税額について、次のとおり報告します。"),
        [_about(application), Group(_("仕入控除税額"), fields)],
        enclosed=[_("確定申告書の写し"), _("課税売上割合の分かる書類")],
        on=_local(record.submitted_at) if record else None,
        received_on=record.received_on if record else None,
    )
