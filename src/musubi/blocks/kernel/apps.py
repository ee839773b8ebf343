"""Registers the kernel's templates, static files and template tags."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The common ground of all apps (共通基盤)."""

    name = "musubi.blocks.kernel"
    label = "kernel"
    verbose_name = "共通基盤"

    def ready(self) -> None:
        """Form fields say what to do next; the names of models and fields are told in the reader's language."""
        from musubi.blocks.kernel.fields import speak_plainly, translate_names  # noqa: PLC0415 - apps must be loaded first

        speak_plainly()
        translate_names()
