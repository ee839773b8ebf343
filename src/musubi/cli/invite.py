"""`musubi invite`: invite a person from the command line; the way in for the first administrator."""

from __future__ import annotations

import click

from musubi.cli.__main__ import prepare_django


@click.command(help="メールアドレスの人を招待し、アカウントを作るページを表示します。最初のシステム管理者は、これで招待します。")
@click.argument("email")
@click.option("--name", required=True, help="氏名")
@click.option("--role", default="administrator", show_default=True, help="役割(administrator, secretariat など)")
@click.option("--organization", "organization_code", help="組織コード。既定は事務局の課(計画の発行元)")
def command(*, email: str, name: str, role: str, organization_code: str | None) -> None:
    """Make and mail an invitation; print its link, since an empty installation may not send mail yet."""
    prepare_django()
    from django.core.exceptions import ValidationError  # noqa: PLC0415 - Django must be set up first
    from django.core.validators import validate_email  # noqa: PLC0415 - as above

    from musubi.blocks.accounts.domain.invitations import InvitationError, invite  # noqa: PLC0415 - as above
    from musubi.blocks.accounts.enums import Role  # noqa: PLC0415 - as above
    from musubi.blocks.accounts.models import Organization  # noqa: PLC0415 - as above
    from musubi.blocks.kernel import clock  # noqa: PLC0415 - as above
    from musubi.blocks.vision.domain.editions import plan_in_force  # noqa: PLC0415 - as above

    try:
        validate_email(email)
    except ValidationError as error:
        raise click.UsageError(f"メールアドレスの形ではありません: {email}") from error
    if role not in Role.values:
        raise click.UsageError(f"役割は次のどれかです: {', '.join(Role.values)}")
    plan = plan_in_force()
    body = Organization.objects.filter(code=organization_code).first() if organization_code else plan and plan.publisher
    if body is None:
        codes = ", ".join(Organization.objects.order_by("order", "code").values_list("code", flat=True)[:30])
        raise click.UsageError(f"組織を --organization で指定してください。組織コード: {codes or 'まだありません(先に musubi setup)'}")
    try:
        invitation, link = invite(
            email=email,
            name=name,
            organization=body,
            role=role,
            actor=None,
            starts_on=clock.today(),
            today=clock.today(),
            now=clock.real_now(),
        )
    except InvitationError as error:
        raise click.ClickException(f"{email} のアカウントはもうあります。サインインの画面から入ってください。") from error
    click.echo(f"{invitation.name} さんを招待しました({invitation.get_role_display()}、{body})。")
    click.echo(f"次のページを開くと、アカウントを作れます(14日のあいだ、一度だけ): {link}")
