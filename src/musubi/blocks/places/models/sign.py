"""Signs in the street, with what stands on them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from musubi.blocks.places.enums import SignCondition, SignKind
from musubi.blocks.places.models.located import Located, point_whole
from musubi.blocks.places.models.spot import Spot

SIGN_LANGUAGES = ("ja", "en", "zh", "ko")


class Sign(Located):
    """案内サイン: one board, its texts as they stand on it, and how it was when it was last looked at."""

    number = models.CharField("番号", max_length=20, unique=True)
    name = models.CharField("呼び名", max_length=120)
    kind = models.CharField("種類", max_length=16, choices=SignKind.choices)
    keeper = models.CharField("管理者", max_length=120, blank=True)
    spot = models.ForeignKey(Spot, on_delete=models.SET_NULL, null=True, blank=True, related_name="signs", verbose_name="観光スポット")
    text_ja = models.TextField("表記(日本語)", blank=True)
    text_en = models.TextField("表記(英語)", blank=True)
    text_zh = models.TextField("表記(中国語・簡体字)", blank=True)
    text_ko = models.TextField("表記(韓国語)", blank=True)
    condition = models.CharField("状態", max_length=10, choices=SignCondition.choices, default=SignCondition.GOOD)
    condition_text = models.CharField("状態の説明", max_length=300, blank=True)
    checked_on = models.DateField("点検した日", null=True, blank=True)
    installed_on = models.DateField("設置した日", null=True, blank=True)
    removed_on = models.DateField("撤去した日", null=True, blank=True)
    is_fictional = models.BooleanField("架空", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "案内サイン"
        ordering = ["number", "pk"]
        constraints = [
            point_whole("places_sign_point_whole"),
            models.CheckConstraint(condition=~Q(number="") & ~Q(name=""), name="places_sign_named"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def gaps(self) -> tuple[str, ...]:
        """The languages in which nothing stands on it."""
        return tuple(language for language in SIGN_LANGUAGES if not getattr(self, f"text_{language}").strip())
