"""What happens in the demo, as data. Bodies, people, figures and dealings are fictional; only codes and names are the plan's."""

from __future__ import annotations

from dataclasses import dataclass

MARK = "（架空）"
SEED = 20201014
INDUSTRY, FARMS, CHAMBER = "industrial-promotion", "demo-agriculture", "demo-chamber"


@dataclass(frozen=True)
class Measured:
    """A fictional indicator: name, unit, baseline of FY2017, targets of FY2018–2022, actuals of FY2018 and FY2019."""

    name: str
    name_en: str
    unit: str
    baseline: int
    targets: tuple[int, int, int, int, int]
    actuals: tuple[int | None, int | None]
    kind: str = "outcome"
    basis: str = "year_total"
    direction: str = "up"


@dataclass(frozen=True)
class Counted:
    """A fictional activity indicator whose value is counted: from the journal, or from the applications of its calls."""

    code: str
    name: str
    name_en: str
    unit: str
    measure: str
    targets: tuple[int | None, int, int, int, int]
    source: str = "活動記録から集計(架空)"
    number: int = 2


COUNTED = (
    Counted("A-P1", "企業訪問の件数(架空)", "Company visits (fictional)", "件", "desks.visit_count", (3, 4, 5, 5, 6)),
    Counted("A-P2", "貸し手の相談の件数(架空)", "Consultations with owners (fictional)", "件", "desks.consultation_count", (4, 4, 5, 5, 5)),
    Counted(
        "B-P1",
        "補助金の交付決定(架空)",
        "Grants awarded (fictional)",
        "件",
        "applications.granted",
        (None, 8, 8, 8, 8),
        "申請の記録から集計(架空)",
        3,
    ),
    Counted("B-P2", "候補の事業者を訪ねた件数(架空)", "Visits to candidates (fictional)", "件", "desks.visit_count", (3, 4, 4, 5, 5)),
    Counted("C-P3", "催しの来場者(架空)", "Visitors of events (fictional)", "人", "desks.event_people", (80, 100, 120, 140, 160)),
    Counted("D-P1", "説明会の来場者(架空)", "Visitors of fairs (fictional)", "人", "desks.event_people", (80, 100, 120, 140, 160)),
    Counted("D-P2", "就農の相談の件数(架空)", "Consultations on farming (fictional)", "件", "desks.consultation_count", (3, 4, 5, 5, 6)),
)


@dataclass(frozen=True)
class Story:
    """A program's years: who answers, its indicator, first budgets in thousand yen, texts and progress of two years."""

    code: str
    answers: str
    indicator: Measured
    budgets: tuple[int, int, int]
    done: tuple[str, str]
    problems: tuple[str, str]
    progress: tuple[str, str]
    direction: tuple[str, str]
    activities: tuple[tuple[str, str], ...]  # (kind, what)
    more: tuple[Measured, ...] = ()  # further indicators

    @property
    def indicators(self) -> tuple[tuple[str, Measured], ...]:
        """Every indicator of the program with its number."""
        return tuple((f"{self.code}-{number}", measured) for number, measured in enumerate((self.indicator, *self.more), 1))


STORIES = (
    Story(
        "A-P1",
        INDUSTRY,
        Measured("立地した企業(架空)", "Companies sited (fictional)", "社", 1, (2, 3, 3, 4, 4), (2, 2)),
        (4_800, 5_200, 5_000),
        ("市外の企業を訪ね、用地の相談を受けた。2社が市内に工場を移した。", "用地の相談は増えたが、床の重さと天井の高さが合わず、1社が見送った。"),
        ("", "相談を受けてから物件を示すまでに3週間かかった。候補の一覧を毎月直す。"),
        ("on_track", "slightly_late"),
        ("continue", "improve"),
        (("visit", "製造業の企業を訪問"), ("consultation", "用地の相談を受ける"), ("meeting", "企業誘致の連絡会"), ("result", "立地の協定を結ぶ")),
    ),
    Story(
        "A-P2",
        INDUSTRY,
        Measured("成約した未利用スペース(架空)", "Idle spaces let (fictional)", "件", 0, (2, 4, 6, 8, 8), (1, 3)),
        (1_200, 1_500, 1_800),
        ("所有者への聞き取りを始め、12件の物件票を作った。1件が事務所になった。", "相談日を月1回開き、3件が成約した。"),
        ("貸し手が条件を決められず、話が止まることが多い。", "改修費の見通しが立たない所有者が多い。"),
        ("slightly_late", "on_track"),
        ("improve", "expand"),
        (("visit", "空き店舗の所有者を訪ねる"), ("survey", "駅前の空き物件を歩いて調べる"), ("consultation", "貸し手の相談日")),
    ),
    Story(
        "A-P3",
        FARMS,
        Measured("農商工の引合せから生まれた商品(架空)", "Products from introductions (fictional)", "品", 2, (3, 4, 5, 6, 7), (3, 5)),
        (900, 900, 1_000),
        ("商談会を2回開き、3つの商品ができた。", "茶と菓子の組合せなど5つの商品が売り場に並んだ。"),
        ("", ""),
        ("on_track", "on_track"),
        ("continue", "continue"),
        (("event", "農商工の商談会"), ("meeting", "商工団体との打合せ"), ("visit", "加工場を訪ねる")),
    ),
    Story(
        "B-P1",
        INDUSTRY,
        Measured("補助から生まれた新製品・新サービス(架空)", "New products aided (fictional)", "件", 4, (5, 6, 7, 8, 8), (5, 4)),
        (12_000, 12_000, 10_000),
        ("9件を採択し、5件が製品になった。", "8件を採択した。書類の直しに時間がかかり、4件が翌年度に続いている。"),
        ("", "申請書の直しが1件あたり2回を超えた。書類を9種類から5種類に減らす。"),
        ("on_track", "slightly_late"),
        ("continue", "improve"),
        (("seminar", "補助金の説明会"), ("consultation", "申請前の相談"), ("survey", "補助を受けた事業者への聞き取り")),
        (Measured("はじめて申請した小さな店(架空)", "Small shops applying for the first time (fictional)", "件", 3, (4, 4, 6, 8, 8), (3, 2)),),
    ),
    Story(
        "B-P2",
        CHAMBER,
        Measured("専門家が支援した事業者(架空)", "Businesses advised (fictional)", "社", 0, (6, 8, 10, 12, 14), (9, 12)),
        (2_000, 2_400, 2_400),
        ("候補の事業者を選び、専門家を9社に送った。", "12社に専門家を送り、3社が新しい取引先を得た。"),
        ("", "海外の販路について相談できる専門家が足りない。"),
        ("on_track", "on_track"),
        ("continue", "expand"),
        (("visit", "候補の事業者を訪ねる"), ("meeting", "支援機関の連絡会"), ("seminar", "販路をひらく講座")),
    ),
    Story(
        "B-P3",
        FARMS,
        Measured("認定農業者(架空)", "Certified farmers (fictional)", "経営体", 120, (122, 124, 126, 128, 130), (121, 123), basis="year_end"),
        (3_000, 3_100, 3_100),
        ("経営改善計画の更新を28件受けた。", "更新の時期が重なり、審査会を1回増やした。"),
        ("更新をやめる高齢の農家がある。", ""),
        ("slightly_late", "on_track"),
        ("continue", "continue"),
        (("consultation", "経営改善計画の相談"), ("meeting", "認定の審査会"), ("visit", "ほ場を見に行く")),
    ),
    Story(
        "C-P1",
        INDUSTRY,
        Measured("跡地の整備の進み具合(架空)", "Site works done (fictional)", "%", 0, (20, 40, 60, 80, 100), (20, 35), basis="year_end"),
        (30_000, 48_000, 52_000),
        ("地質の調査と基本設計を終えた。", "地中から障害物が見つかり、造成の工事が2か月遅れた。"),
        ("", "障害物を取り除く費用を補正予算でまかなった。"),
        ("on_track", "late"),
        ("continue", "continue"),
        (("meeting", "設計の打合せ"), ("survey", "地質の調査"), ("result", "設計の完了")),
    ),
    Story(
        "C-P2",
        INDUSTRY,
        Measured("湖の周りを歩く催しの参加者(架空)", "Walkers at the lake (fictional)", "人", 0, (200, 300, 400, 500, 600), (240, 180)),
        (800, 1_000, 1_000),
        ("春と秋に歩く催しを開き、240人が参加した。", "秋の催しが大雨で中止になり、参加者は180人だった。"),
        ("", "雨の日に振り替えられる日を先に決めておく。"),
        ("on_track", "late"),
        ("continue", "improve"),
        (("event", "湖の周りを歩く催し"), ("meeting", "近隣の市との打合せ"), ("publicity", "催しのちらしを配る")),
    ),
    Story(
        "C-P3",
        INDUSTRY,
        Measured("周遊ルートを歩いた人(架空)", "Route walkers (fictional)", "人", 0, (300, 600, 900, 1200, 1500), (410, 650)),
        (1_500, 2_000, 2_000),
        ("3つのルートを作り、地図を2万部配った。", "スタンプを集める催しに650人が参加した。"),
        ("", ""),
        ("on_track", "on_track"),
        ("continue", "expand"),
        (("event", "スタンプを集める催し"), ("meeting", "鉄道の会社との打合せ"), ("publicity", "ルートの地図を出す")),
    ),
    Story(
        "C-P4",
        FARMS,
        Measured("体験農場を続けて使う人の割合(架空)", "Returning plot users (fictional)", "%", 60, (62, 64, 66, 68, 70), (63, 65), basis="year_end"),
        (2_200, 2_200, 2_300),
        ("32区画に57人の申込みがあり、くじで決めた。", "栽培の講座を月1回開き、続けて使う人が増えた。"),
        ("夏の草取りが追いつかない区画がある。", ""),
        ("on_track", "on_track"),
        ("continue", "continue"),
        (("seminar", "栽培の講座"), ("event", "収穫の催し"), ("consultation", "利用者の相談")),
    ),
    Story(
        "C-P5",
        INDUSTRY,
        Measured(
            "多言語の案内を置いた場所(架空)",
            "Places with signs in several languages (fictional)",
            "か所",
            3,
            (5, 10, 15, 20, 25),
            (6, None),
            basis="year_end",
        ),
        (1_000, 1_200, 1_200),
        ("3か所に案内を加え、6か所になった。", ""),
        ("訳し方が場所によって違う。", ""),
        ("on_track", ""),
        ("continue", ""),
        (("meeting", "案内の表記をそろえる打合せ"), ("survey", "外国からの来訪者への聞き取り")),
    ),
    Story(
        "D-P1",
        CHAMBER,
        Measured("合同説明会から市内に就職した人(架空)", "Hired from the joint fair (fictional)", "人", 0, (10, 15, 20, 25, 30), (12, 11)),
        (1_800, 2_000, 2_000),
        ("合同説明会に24社と学生86人が参加し、12人が就職した。", "2月の説明会を感染症のため中止し、就職は11人だった。結果の分からない人が5人いる。"),
        ("", "会場で開けないときの方法を決めておく。"),
        ("on_track", "slightly_late"),
        ("continue", "improve"),
        (("event", "合同の企業説明会"), ("visit", "学校を訪ねる"), ("publicity", "企業の案内冊子を配る")),
    ),
    Story(
        "D-P2",
        FARMS,
        Measured("新たに就農した人(架空)", "New farmers (fictional)", "人", 4, (5, 6, 7, 8, 8), (6, 6)),
        (6_000, 6_300, 6_300),
        ("相談を41件受け、6人が就農した。", "研修先の農家を2軒増やし、6人が就農した。"),
        ("", "貸せる農地の情報が届くまでに時間がかかる。"),
        ("on_track", "on_track"),
        ("continue", "continue"),
        (("consultation", "就農の相談"), ("visit", "研修先の農家を訪ねる"), ("meeting", "農業委員会との打合せ")),
    ),
    Story(
        "D-P3",
        INDUSTRY,
        Measured("支援を受けて就職した人(架空)", "Hired after support (fictional)", "人", 18, (20, 22, 24, 26, 28), (21, 17)),
        (2_600, 2_600, 2_700),
        ("女性と高齢の人の講座を6回開き、21人が就職した。", "3月の講座を中止し、就職は17人だった。"),
        ("", "講座に来られない人へ、電話の相談を始める。"),
        ("on_track", "late"),
        ("continue", "improve"),
        (("seminar", "再就職の講座"), ("consultation", "就労の相談"), ("meeting", "支援機関との打合せ")),
    ),
)

OUTCOMES = {
    "visit": ("来春の増員の予定を聞いた", "用地の広さの希望を聞いた", "担当者が代わり、引き継いだ", "次に会う日を決めた"),
    "consultation": ("制度の説明をし、書類を渡した", "専門家につないだ", "家族と相談してから返事をもらう", "見学の日を決めた"),
    "event": ("アンケートを42枚集めた", "雨のため屋内で開いた", "2社から出店の希望があった"),
    "seminar": ("個別の相談に3人が残った", "次回の題を受講者の希望で決めた"),
    "meeting": ("役割の分担を確かめた", "日程が他の催しと重なり、調整する", "次回までに案を出してもらう"),
    "survey": ("12件の調査票を集めた", "去年と同じ場所を歩いた"),
    "publicity": ("広報の原稿を出した", "地元の新聞が取り上げた"),
    "result": ("協定書を交わした", "成果物を受け取った"),
}
PARTNERS = ("見本精機株式会社", "有限会社こぶし堂", "合同会社みずうみ", "株式会社けやき印刷", "武蔵野見本農園", "さくら見本商店会")
PLACES = ("市役所の会議室", "先方の事業所", "商工団体の会館", "駅前の会場", "現地")
RUNNING = "今年度の上半期は、予定した取組を進めている。"
