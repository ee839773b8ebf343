"""Translations of records."""

import datetime as dt

from musubi.blocks.translations.enums import TranslationState
from musubi.blocks.translations.models import Translation, TranslationAssignment


def translation(record, field="name", language="en", text="Sample hill (fictional)", **values):
    """A finished translation of the field as it stands."""
    fields = {"done_on": dt.date(2020, 5, 1), "status": TranslationState.DONE, "source": getattr(record, field), **values}
    return Translation.objects.create(object_type=record._meta.label, object_uid=record.uid, field=field, language=language, text=text, **fields)


def assignment(record, translator, reviewer, language="en", due_on=dt.date(2020, 11, 30)):
    """Who translates and reviews the record."""
    return TranslationAssignment.objects.create(
        object_type=record._meta.label, object_uid=record.uid, language=language, translator=translator, reviewer=reviewer, due_on=due_on
    )
