"""Load a city's pack into an empty installation: its plan in force, confirmed as the first public edition."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.db import transaction

from musubi.blocks.accounts.models import OfficeSettings
from musubi.blocks.vision.domain.editions import confirm_edition
from musubi.blocks.vision.domain.store import create_plan
from musubi.blocks.vision.enums import VisionStatus
from musubi.blocks.vision.models import Vision
from musubi.packs.document import pack_document
from musubi.packs.loader import load_pack

PACKS = Path(__file__).resolve().parent


@transaction.atomic
def load_city(*, name: str, now: dt.datetime) -> Vision | None:
    """The pack's plan, or None where the installation holds a plan already.

    Raises PackError for a faulty pack and InvalidPlanError for an unsound plan.
    """
    if Vision.objects.exists():
        return None
    document = pack_document(load_pack(PACKS / name))
    vision = create_plan(document=document, actor=None, now=now, status=VisionStatus.IN_FORCE, title="計画の初期登録")
    confirm_edition(vision=vision, actor=None, now=now, label="概要版(平成30年1月)から登録")
    _sign_as_publisher(vision)
    return vision


def _sign_as_publisher(vision: Vision) -> None:
    """Letters and help texts name the division that publishes the plan, until the office says otherwise."""
    publisher = vision.publisher
    if publisher is None or OfficeSettings.objects.exists():
        return
    OfficeSettings.objects.create(
        organization=publisher,
        municipality_name=vision.municipality,
        municipality_name_en=vision.municipality_en,
    )
