"""What is frozen stays as it is, whatever tries to change it."""

import pytest
from django.db import DatabaseError, transaction
from tests.factories.reporting import year_edition
from tests.factories.vision import small_plan

from musubi.blocks.reporting.enums import EditionStatus
from musubi.blocks.reporting.models import Erratum, YearEdition

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("change", [{"content": b"[]"}, {"sha256": "1" * 64}, {"fiscal_year": 2000}])
def test_bytes_of_an_edition_never_change(change):
    vision, _document = small_plan()
    edition = year_edition(vision)
    with pytest.raises(DatabaseError), transaction.atomic():
        YearEdition.objects.filter(pk=edition.pk).update(**change)
    assert bytes(YearEdition.objects.get(pk=edition.pk).content) == b"{}"


def test_publication_of_an_edition_is_recorded():
    vision, _document = small_plan()
    edition = year_edition(vision)
    YearEdition.objects.filter(pk=edition.pk).update(status=EditionStatus.PUBLISHED, published_at=edition.frozen_at)
    assert YearEdition.objects.get(pk=edition.pk).status == EditionStatus.PUBLISHED


@pytest.mark.parametrize("model", [YearEdition, Erratum])
def test_editions_and_errata_are_not_deleted(model):
    vision, _document = small_plan()
    year_edition(vision)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all()._raw_delete("default")
    assert model.objects.count() == 1
