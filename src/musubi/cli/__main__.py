"""`musubi`: set up, serve, read plans, back up. Exit codes: 0 done, 1 failed, 2 wrong use or unusable input."""

from __future__ import annotations

import importlib
import os

import click

COMMANDS = {
    "backup": "musubi.cli.backup:backup",
    "corporations": "musubi.cli.corporations",
    "invite": "musubi.cli.invite",
    "plan": "musubi.cli.plan:plan",
    "restore": "musubi.cli.backup:restore",
    "selections": "musubi.cli.selections",
    "serve": "musubi.cli.serve",
    "setup": "musubi.cli.setup",
    "worker": "musubi.cli.worker",
}


class Commands(click.Group):
    """Loads a command's module only when it is asked for, so that `--help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; `module:attribute`, where the attribute is `command` unless said otherwise."""
        if cmd_name not in COMMANDS:
            return None
        module, _colon, name = COMMANDS[cmd_name].partition(":")
        return getattr(importlib.import_module(module), name or "command")


def prepare_django() -> None:
    """Load settings and apps; commands call it when they start, not when they are imported."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "musubi.config.settings.production")
    import django  # noqa: PLC0415 - settings must be chosen first

    django.setup()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="musubi")
def main() -> None:
    """Musubi (結び): 産業振興ビジョンを動かす。"""


if __name__ == "__main__":
    main()
