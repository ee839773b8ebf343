"""Registers the block `accounts` (利用者と組織)."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """利用者と組織."""

    name = "musubi.blocks.accounts"
    label = "accounts"
    verbose_name = "利用者と組織"
