"""What can be found."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """索引: one findable thing of a source.

    Its terms stand beside it, made by the migrations: the FTS5 table `search_terms` on SQLite, the tsvector column
    `terms` on PostgreSQL.
    """

    source = models.CharField("種類", max_length=40)
    group = models.CharField("まとまり", max_length=64, blank=True)
    object_uid = models.CharField("対象ID", max_length=64)
    code = models.CharField("番号", max_length=60, blank=True)
    title = models.CharField("名称", max_length=300)
    title_en = models.CharField("名称(英語)", max_length=300, blank=True)
    text = models.TextField("内容", blank=True)
    text_en = models.TextField("内容(英語)", blank=True)
    address = models.CharField("所在", max_length=300)
    code_key = models.CharField("番号の検索キー", max_length=60, blank=True)
    title_key = models.CharField("名称の検索キー", max_length=700)
    key = models.TextField("検索キー")
    order = models.PositiveIntegerField("並び順", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "索引"
        ordering = ["source", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["source", "object_uid"], name="search_entry_once")]
        indexes = [models.Index(fields=["source", "group"], name="search_entry_group")]

    def __str__(self) -> str:
        return self.title
