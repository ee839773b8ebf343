"""An appointment belongs to a party, for one application, a call or a period; a claim names its payee.

The table of agents is made anew: until now no page wrote into it.
"""

import django.db.models.deletion
import musubi.blocks.applications.models.agent
import musubi.blocks.kernel.identifiers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0004_intake_by_draw"),
        ("parties", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel(name="Agent"),
        migrations.CreateModel(
            name="Agent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "uid",
                    models.CharField(
                        default=musubi.blocks.kernel.identifiers.new_uid, editable=False, max_length=32, unique=True, verbose_name="行ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登録日時")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新日時")),
                (
                    "kind",
                    models.CharField(
                        choices=[("filing", "手続の代理(行政書士など)"), ("receipt", "受領の委任")], max_length=20, verbose_name="代理の種類"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="代理人の氏名・名称")),
                ("office", models.CharField(blank=True, max_length=120, verbose_name="代理人の事務所・資格")),
                ("contact", models.CharField(blank=True, max_length=200, verbose_name="連絡先")),
                ("mail", models.EmailField(blank=True, max_length=254, verbose_name="代理人のメールアドレス")),
                ("may_withdraw", models.BooleanField(default=False, verbose_name="取下げ・辞退も任せる")),
                ("creditor_number", models.CharField(blank=True, max_length=40, verbose_name="債権者番号")),
                ("starts_on", models.DateField(verbose_name="最初の日")),
                ("ends_on", models.DateField(verbose_name="最後の日")),
                ("token_hash", models.CharField(blank=True, editable=False, max_length=64, verbose_name="承諾の鍵のハッシュ")),
                ("asked_at", models.DateTimeField(verbose_name="頼んだ日時")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="承諾日時")),
                ("declined_at", models.DateTimeField(blank=True, null=True, verbose_name="断った日時")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="市の確認日時")),
                ("confirmed_by", models.CharField(blank=True, max_length=200, verbose_name="市の確認者")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="確認した書類")),
                ("refused_at", models.DateTimeField(blank=True, null=True, verbose_name="市が認めなかった日時")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="委任を終えた日時")),
                ("revoked_by", models.CharField(blank=True, max_length=200, verbose_name="委任を終えた人")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="認めない・終えた理由")),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="委任状のファイル名")),
                ("media_type", models.CharField(blank=True, max_length=120, verbose_name="委任状の形式")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="委任状のSHA-256")),
                (
                    "file",
                    models.FileField(blank=True, max_length=160, upload_to=musubi.blocks.applications.models.agent._path, verbose_name="委任状"),
                ),
                (
                    "application",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agents",
                        to="applications.application",
                        verbose_name="申請",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="頼んだ利用者",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agents",
                        to="applications.call",
                        verbose_name="募集",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agents", to="parties.party", verbose_name="委任した申請者"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agencies",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代理人の利用者",
                    ),
                ),
            ],
            options={
                "verbose_name": "代理人",
                "verbose_name_plural": "代理人",
                "ordering": ["party", "-asked_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="claim",
            name="payee",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="applications.agent",
                verbose_name="受領者(受領の委任)",
            ),
        ),
        migrations.AddIndex(
            model_name="agent",
            index=models.Index(fields=["user", "ends_on"], name="applications_agent_user"),
        ),
        migrations.AddConstraint(
            model_name="agent",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="applications_agent_days",
                violation_error_message="最後の日は、最初の日より後にしてください",
            ),
        ),
        migrations.AddConstraint(
            model_name="agent",
            constraint=models.CheckConstraint(
                condition=models.Q(("application__isnull", True), ("call__isnull", True), _connector="OR"), name="applications_agent_one_scope"
            ),
        ),
        migrations.AddConstraint(
            model_name="agent",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("kind", "receipt"), _negated=True), ("application__isnull", False), _connector="OR"),
                name="applications_agent_receipt",
            ),
        ),
        migrations.AddConstraint(
            model_name="agent",
            constraint=models.CheckConstraint(
                condition=models.Q(("accepted_at__isnull", True), ("declined_at__isnull", True), _connector="OR"),
                name="applications_agent_one_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="agent",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirmed_at__isnull", True), models.Q(("basis", ""), _negated=True), _connector="OR"),
                name="applications_agent_basis",
            ),
        ),
        migrations.AddConstraint(
            model_name="agent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("refused_at__isnull", True), ("revoked_at__isnull", True)), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="applications_agent_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="agent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("token_hash", ""), _negated=True), fields=("token_hash",), name="applications_agent_token"
            ),
        ),
    ]
