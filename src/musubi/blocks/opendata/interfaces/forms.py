"""Forms for taking a file in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from musubi.blocks.opendata.domain.datasets import Dataset
from musubi.blocks.opendata.domain.tables import Table

MEANING_WORDS: Mapping[str, Any] = {
    "code": _("コード"),
    "id": _("ID"),
    "name": _("名称"),
    "name_kana": _("名称(カナ)"),
    "name_en": _("名称(英語)"),
    "address": _("所在地"),
    "prefecture": _("都道府県"),
    "city": _("市区町村"),
    "town": _("町字"),
    "block": _("番地以下"),
    "building": _("建物名等"),
    "postcode": _("郵便番号"),
    "latitude": _("緯度"),
    "longitude": _("経度"),
    "weekdays": _("利用可能曜日"),
    "opens": _("開始時間"),
    "closes": _("終了時間"),
    "hours_note": _("利用可能日時特記事項"),
    "closed_days": _("定休日"),
    "fee": _("料金(基本)"),
    "fee_text": _("料金(詳細)"),
    "description": _("説明"),
    "description_en": _("説明(英語)"),
    "summary": _("概要"),
    "summary_en": _("概要(英語)"),
    "access": _("アクセス方法"),
    "parking_text": _("駐車場情報"),
    "barrier_free_text": _("バリアフリー情報"),
    "contact_name": _("連絡先"),
    "phone": _("電話番号"),
    "url": _("ホームページ"),
    "remarks": _("備考"),
    "starts_on": _("開始日"),
    "ends_on": _("終了日"),
    "days_text": _("日時の説明"),
    "organiser": _("主催者"),
    "place_name": _("場所"),
    "capacity": _("定員"),
    "apply_by": _("申込みの締切"),
    "apply_how": _("申込みの方法"),
    "ssid": _("SSID"),
    "area": _("提供エリア"),
    "provider": _("設置者"),
    "heritage_class": _("文化財分類"),
    "heritage_type": _("文化財の種類"),
    "heritage_alias": _("文化財の通称"),
    "heritage_owner": _("所有者等"),
    "designated_on": _("文化財指定日"),
    "quantity": _("員数(数)"),
    "quantity_unit": _("員数(単位)"),
}


class _Options(forms.Form):
    use_required_attribute = False
    owner_code = forms.ChoiceField(label=_("データを持つ市区町村"))
    licence = forms.CharField(label=_("利用条件"), max_length=120, required=False, help_text=_("例: CC BY 4.0。公開元のページで確かめます"))
    year = forms.IntegerField(
        label=_("年のない日付の年"), required=False, min_value=2000, max_value=2199, help_text=_("「8月5日」のような日付に使います。例: 2020")
    )
    publish = forms.BooleanField(label=_("新しく加えるものを、取り込んだら公開する"), required=False)

    def __init__(self, *args: Any, dataset: Dataset, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner_code"].choices = [("", _t("選んでください")), *sorted(dataset.owners().items())]


class FileForm(_Options):
    """A municipality's file."""

    file = forms.FileField(
        label=_("ファイル"), allow_empty_file=True, help_text=_("CSV(UTF-8、シフトJIS、UTF-16。カンマ・タブ・セミコロン)かExcel(.xlsx)。20MBまで")
    )
    field_order = ("file", "owner_code", "licence", "year", "publish")


class ColumnsForm(_Options):
    """Which heading of the file has which meaning; the owner's other columns are kept as they are."""

    def __init__(self, *args: Any, table: Table, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _t("この列はない")), *((str(number), heading or f"({number + 1})") for number, heading in enumerate(table.headings))]
        for meaning, label in MEANING_WORDS.items():
            self.fields[f"column-{meaning}"] = forms.ChoiceField(label=label, choices=choices, required=False)

    def column_fields(self) -> list[Any]:
        """The fields of the columns."""
        return [self[name] for name in self.fields if name.startswith("column-")]

    def columns(self) -> dict[str, int]:
        """Meaning → position."""
        return {meaning: int(self.cleaned_data[f"column-{meaning}"]) for meaning in MEANING_WORDS if self.cleaned_data.get(f"column-{meaning}")}

    def options(self) -> dict[str, Any]:
        """What holds for the file."""
        return {name: self.cleaned_data[name] for name in ("owner_code", "licence", "year", "publish")}
