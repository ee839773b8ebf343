"""The demo's other voices: two public comments, the assembly, an audit, promises, missed targets. All fictional."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from musubi.blocks.accounts.models import Organization
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.meetings.models import Meeting
from musubi.blocks.papers.domain.composed.model import Lines, Paper
from musubi.blocks.papers.domain.composed.pdf import to_pdf
from musubi.blocks.vision.models import Vision
from musubi.council.domain.comments.calls import add_material, prepare_call, publish_call
from musubi.council.domain.comments.receiving import Comment, Sender, send_comment, type_in
from musubi.council.domain.comments.results import publish_result
from musubi.council.domain.comments.sorting import GroupAnswer, answer_groups, group_opinions
from musubi.council.domain.opinions import receive_several
from musubi.council.domain.promises import add_promise
from musubi.council.domain.questions import add_neighbour, check_answer, opinion_of, receive_question, use_answer
from musubi.council.domain.shortfalls import record_shortfall, take_up
from musubi.council.enums import AuthorClass, OpinionChannel, OpinionSource, Publicity, Stance
from musubi.council.models import AssemblyQuestion, CommentCall
from musubi.packs.demo.moments import at, on
from musubi.packs.demo.story import INDUSTRY, MARK

FORMS_DRAFT = (
    "申請書類を9種類から5種類に減らす案です（架空）。",
    "同じことを書く4種類の書類をやめ、1枚の申請書にまとめます。",
    "令和2年4月の募集から使います。",
)
REVIEW_DRAFT = (
    "産業振興ビジョンの中間見直しの考え方の案です（架空）。",
    "歩いて回れるまち、はじめて申請する店への支援、若い人の就職の三つを重く見ます。",
)
ON_FORMS = (  # (group, way, class of people, words)
    (1, OpinionChannel.WEB, AuthorClass.BUSINESS, "見積書を3社から取るのは、小さな店には難しい。1社でよい場合を決めてほしい。"),
    (1, OpinionChannel.FAX, AuthorClass.BUSINESS, "見積書の数を減らしてほしい。取引先は1社しかない。"),
    (1, OpinionChannel.WEB, AuthorClass.ORGANIZATION, "見積書は金額の小さいものは1社でよいのではないか。"),
    (2, OpinionChannel.WEB, AuthorClass.BUSINESS, "書類を減らす案に賛成。早く始めてほしい。"),
    (2, OpinionChannel.POST, AuthorClass.CITIZEN, "よいことだと思います。"),
    (3, OpinionChannel.WEB, AuthorClass.BUSINESS, "申請も紙でなく、すべて電子でできるようにしてほしい。"),
    (3, OpinionChannel.COUNTER, AuthorClass.BUSINESS, "窓口に行く時間がない。家から申し込めるとよい。"),
    (4, OpinionChannel.WEB, AuthorClass.CITIZEN, "駅前の道が狭い。"),
)
ANSWERS = (
    ("見積書の数を減らす", Stance.REFLECTED, "金額の小さいものは、見積書を1社からでよいことに改めます（架空）。"),
    ("案に賛成", Stance.SAME_PURPOSE, "令和2年4月の募集から使います。"),
    ("申請を電子でできるようにする", Stance.REFERENCE, "今後、申請の方法を見直すときの参考にします。"),
    ("道路について", Stance.OTHER, "この案の対象ではありませんが、道路を担当する課に伝えました。"),
)
ON_REVIEW = (
    (OpinionChannel.WEB, AuthorClass.CITIZEN, "バスの便が少ない。歩いて回れるまちと言うなら、休める場所を増やしてほしい。"),
    (OpinionChannel.WEB, AuthorClass.BUSINESS, "はじめて申請する店に、書き方を教える日をつくってほしい。"),
    (OpinionChannel.WEB, AuthorClass.BUSINESS, "はじめて申請するとき、書き方を教えてもらえる日がほしい。"),
    (OpinionChannel.EMAIL, AuthorClass.FARMER, "体験農場の駐車場が足りない。"),
    (OpinionChannel.FAX, AuthorClass.CITIZEN, "若い人が市内で働ける会社を、もっと知らせてほしい。"),
)


def hear_voices(*, vision: Vision, who: dict[str, Any]) -> None:
    """Everything that reaches the council from outside of its meetings."""
    office, head = who["jimukyoku"], who["kacho"]
    division = Organization.objects.get(code=INDUSTRY)
    _on_forms(vision, division, office, head)
    _on_review(vision, division, office, head)
    question = _asked(vision, division, office, head)
    day = at(2020, 9, 10)
    add_promise(
        text="募集の時期を早めることを検討します",
        promised_by="産業経済部長（架空）",
        promised_on=day.date(),
        promised_to="市議会議員（架空）",
        organization=division,
        due_on=dt.date(2020, 11, 30),
        opinion=question.opinion,
        actor=office,
        now=day,
        today=day.date(),
    )
    day = at(2020, 3, 27)
    receive_several(
        texts=["補助の成果を、件数だけでなく売上などでも確かめること。", "実績の報告が期限に遅れたものがある。"],
        source=OpinionSource.AUDIT,
        author_class=AuthorClass.AUDITOR,
        origin="令和元年度定期監査（架空）",
        received_on=day.date(),
        publicity=Publicity.PUBLIC,
        items=[vision.items.get(code="B-P1")],
        actor=office,
        now=day,
    )
    _missed(division, office)


def _call(title: str, title_en: str, draft: tuple[str, ...], days: tuple[dt.date, dt.date, dt.date], **more: Any) -> CommentCall:
    vision, division, office, head = more["vision"], more["division"], more["office"], more["head"]
    starts, ends, result = days
    now = on(starts - dt.timedelta(days=7))
    call = prepare_call(
        values={
            "title": f"{title}{MARK}",
            "title_en": f"{title_en} (fictional)",
            "text": "\n".join(draft),
            "text_en": "A fictional draft, to try how opinions are sent.",
            "starts_on": starts,
            "ends_on": ends,
            "result_due_on": result,
            "organization": division,
            "other_ways": f"郵送: 市役所の産業振興課{MARK}\nFAX: 04-0000-0002\n窓口: 市役所の産業振興課、平日の8時30分から17時まで",
        },
        items=[vision.items.get(code="B-P1")],
        actor=office,
        now=now,
    )
    paper = Paper(title=call.title, parts=[Lines("", draft)], dated=now.date(), foot=f"{division} 架空のデータ(デモ)")
    add_material(call=call, data=to_pdf(paper), file_name="draft.pdf", title=f"案{MARK}", actor=office, now=now, today=now.date())
    return publish_call(call=call, actor=head, now=now, today=now.date())


def _received(call: CommentCall, way: str, people: str, words: str, number: int, office: Any) -> Any:
    day = on(call.starts_on + dt.timedelta(days=1 + number), 10)
    sender = Sender(name=f"架空 {number + 1}号", address=f"架空町{number + 1}番地") if number % 3 == 0 else Sender()
    comment = Comment(words, people, way, day.date(), sender=sender)
    if way == OpinionChannel.WEB:
        return send_comment(call=call, comment=comment, sending=f"demo-{call.slug}-{number}", now=day, today=day.date())
    return type_in(call=call, comments=[comment], actor=office, now=day)[0]


def _on_forms(vision: Vision, division: Organization, office: Any, head: Any) -> None:
    days = (dt.date(2020, 1, 6), dt.date(2020, 2, 5), dt.date(2020, 3, 10))
    people = {"vision": vision, "division": division, "office": office, "head": head}
    call = _call("補助金の申請書類を減らす案", "Draft: fewer papers for a subsidy", FORMS_DRAFT, days, **people)
    came: dict[int, list[Any]] = {}
    for number, (group, way, kind, words) in enumerate(ON_FORMS):
        came.setdefault(group, []).append(_received(call, way, kind, words, number, office))
    now = at(2020, 2, 20)
    given = []
    for number, (summary, stance, answer) in enumerate(ANSWERS, 1):
        group = group_opinions(call=call, opinions=came[number], summary=summary, actor=office, now=now)
        given.append(GroupAnswer(group.uid, group.version, summary, stance, answer))
    answer_groups(call=call, answers=given, actor=office, now=now)
    now = at(2020, 3, 9)
    publish_result(
        call=call, result_text="ご意見をありがとうございました。見積書の数を減らし、案を改めました。", actor=head, now=now, today=now.date()
    )


def _on_review(vision: Vision, division: Organization, office: Any, head: Any) -> None:
    days = (dt.date(2020, 10, 1), dt.date(2020, 10, 30), dt.date(2020, 12, 25))
    people = {"vision": vision, "division": division, "office": office, "head": head}
    call = _call("中間見直しの考え方の案", "Draft: the plan's mid-term review", REVIEW_DRAFT, days, **people)
    for number, (way, kind, words) in enumerate(ON_REVIEW):
        _received(call, way, kind, words, number, office)


def _asked(vision: Vision, division: Organization, office: Any, head: Any) -> AssemblyQuestion:
    day = at(2020, 8, 25)
    question = receive_question(
        session="令和2年9月定例会（架空）",
        questioner="市議会議員（架空）",
        title="補助金の使いやすさについて",
        question="小さな店も補助金を使えるようになったか。近隣市と比べてどうか。",
        received_on=day.date(),
        due_on=dt.date(2020, 8, 31),
        organization=division,
        items=[vision.items.get(code="B-P1")],
        actor=office,
        now=day,
        today=day.date(),
    )
    add_neighbour(
        question=question,
        municipality="見本市（架空）",
        label="同じような補助の採択件数",
        value=Decimal(12),
        unit="件",
        as_of="令和元年度",
        source="見本市の公表資料（架空）",
        actor=office,
        now=day,
    )
    AssemblyQuestion.objects.filter(pk=question.pk).update(
        answer="申請書類を9種類から5種類に減らし、はじめて申請した小さな店が増えております。",
        follow_ups="募集の時期を早めることは、検討している。",
    )
    day = at(2020, 8, 28)
    check_answer(question=question, actor=head, now=day)
    day = at(2020, 9, 10)
    use_answer(question=question, actor=office, now=day)
    opinion_of(question=question, actor=office, now=day)
    question.refresh_from_db()
    return question


def _missed(division: Organization, office: Any) -> None:
    """Two analyses of FY2019, one of them on the next agenda; the others are still to be written."""
    by = {"actor": office, "now": at(2020, 10, 9)}
    first = record_shortfall(
        indicator=Indicator.objects.get(code="B-P1-2"),
        fiscal_year=2019,
        values={
            "fact": "2019年度(令和元年度)の目標4件に対し、実績は2件でした。",
            "cause": "申請の書類が9種類あり、小さな店が書き切れなかった。",
            "action": "5種類に減らした書類で募集し、はじめて申請した店に聞き取る。",
            "organization": division,
            "due_on": dt.date(2020, 11, 27),
            "cost": 120_000,
            "direction": "improve",
        },
        today=dt.date(2020, 10, 9),
        **by,
    )
    record_shortfall(
        indicator=Indicator.objects.get(code="C-P2-1"),
        fiscal_year=2019,
        values={
            "fact": "2019年度(令和元年度)の目標300人に対し、実績は180人でした。",
            "cause": "秋の催しが大雨で中止になり、振り替える日がなかった。",
            "direction": "improve",
        },
        today=dt.date(2020, 10, 9),
        **by,
    )
    coming = Meeting.objects.get(body__code="promotion-council", fiscal_year=2020, number=2)
    take_up(shortfall=first, meeting=coming, **by)
