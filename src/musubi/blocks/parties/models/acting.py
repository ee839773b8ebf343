"""Who may act for a party, from when until when, and what the party agreed to."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.parties.enums import ConsentChannel, ConsentScope, RepresentationRole
from musubi.blocks.parties.models.party import Party


class RepresentationQuerySet(models.QuerySet["Representation"]):
    """Rights to act by day."""

    def active_on(self, day: dt.date) -> RepresentationQuerySet:
        """Those that hold on `day`: confirmed, begun, and not yet ended; the end day itself is outside."""
        begun = self.filter(confirmed_at__isnull=False, refused_at__isnull=True, starts_on__lte=day)
        return begun.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=day))

    def waiting(self) -> RepresentationQuerySet:
        """Claims that nobody has decided yet."""
        return self.filter(confirmed_at__isnull=True, refused_at__isnull=True)


class Representation(Record):
    """手続する権限: a user may act for a party, in a role, from a day until a day; it ends on its day by itself.

    A claim waits until the party's own representative or the city confirms or refuses it; until then it gives no right.
    The first to register a party acts at once as `self_declared`, which staff check before they decide anything.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="representations", verbose_name="手続する人")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="representations", verbose_name="事業者等")
    role = models.CharField("手続する人の立場", max_length=20, choices=RepresentationRole.choices)
    starts_on = models.DateField("開始日")
    ends_before = models.DateField("終了日(この日から無効)", null=True, blank=True)
    agent_office = models.CharField("代理人の事務所・資格", max_length=120, blank=True)
    basis = models.CharField("確認した書類", max_length=200, blank=True)
    self_declared = models.BooleanField("本人の申告による(市の確認前)", default=False)
    confirmed_at = models.DateTimeField("確認日時", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="確認した人"
    )
    refused_at = models.DateTimeField("却下日時", null=True, blank=True)
    refused_reason = models.CharField("却下の理由", max_length=200, blank=True)

    objects = RepresentationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "手続する権限"
        ordering = ["party", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")), name="parties_acting_period"),
            models.CheckConstraint(condition=Q(confirmed_at__isnull=True) | Q(refused_at__isnull=True), name="parties_acting_one_answer"),
            models.CheckConstraint(condition=~Q(role="agent") | Q(ends_before__isnull=False), name="parties_acting_agent_ends"),
            models.CheckConstraint(condition=Q(self_declared=False) | Q(confirmed_at__isnull=False), name="parties_acting_declared"),
            models.UniqueConstraint(
                fields=["user", "party", "role"],
                condition=Q(ends_before__isnull=True, refused_at__isnull=True),
                name="parties_acting_once",
            ),
            models.UniqueConstraint(fields=["user"], condition=Q(role="self", ends_before__isnull=True), name="parties_acting_one_self"),
            models.UniqueConstraint(fields=["party"], condition=Q(role="self", ends_before__isnull=True), name="parties_acting_one_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.party} ({self.get_role_display()})"


class Consent(Record):
    """同意: what a party agreed to, in which words, until it took the consent back."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="consents", verbose_name="事業者等")
    scope = models.CharField("同意の内容", max_length=30, choices=ConsentScope.choices)
    wording = models.TextField("示した文言")
    channel = models.CharField("同意の受け方", max_length=10, choices=ConsentChannel.choices, default=ConsentChannel.WEB)
    given_on = models.DateField("同意した日")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="同意した利用者"
    )
    withdrawn_on = models.DateField("撤回した日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "同意"
        ordering = ["party", "scope", "-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")), name="parties_consent_days"),
            models.UniqueConstraint(fields=["party", "scope"], condition=Q(withdrawn_on__isnull=True), name="parties_consent_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.get_scope_display()}"
