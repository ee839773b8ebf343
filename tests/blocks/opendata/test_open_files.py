"""Open files of the city's own records: the same rows as CSV and JSON, with source and licence, for everybody."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import draws
from tests.factories import local_brands as brands
from tests.factories.accounts import organization, person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import OfficeSettings
from musubi.blocks.opendata.domain.open_files import OpenFile, open_files, register_open_file
from musubi.programs.brand.local_brands.domain.products import change_product
from musubi.programs.brand.local_brands.models import BrandProduct

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    OfficeSettings.objects.create(municipality_name="架空市", division_name="産業課", data_licence="CC BY 4.0")
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def people():
    return person(Role.SECRETARIAT), person(Role.SECRETARIAT)


def rows_of_csv(client, key):
    return list(csv.DictReader(io.StringIO(client.get(f"/open-data/{key}.csv").content.decode("utf-8-sig"))))


def rows_of_json(client, key):
    return json.loads(client.get(f"/open-data/{key}.json").content)


def test_draws_stand_there_with_hashes_and_without_anybody(client, item, people):
    draws.enter(draws.draw(item, organization("D1"), title="準備中の架空の抽選"), 1)
    made = draws.draw(item, organization("D1"))
    draws.enter(made, 4)
    made = draws.held(made, *people)

    [row], found = rows_of_csv(client, "draws"), rows_of_json(client, "draws")

    assert (row["件名"], row["名簿のハッシュ値(SHA-256)"], row["申込数"], row["抽選での当選数"]) == (made.title, made.list_sha256, "4", "2")
    assert (row["結果のファイルのハッシュ値(SHA-256)"], row["出典"], row["利用条件"]) == (made.document.sha256, "架空市 産業課", "CC BY 4.0")
    assert (found["source"], found["licence"], found["rows"][0]["list_sha256"]) == ("架空市 産業課", "CC BY 4.0", made.list_sha256)
    assert found["rows"][0]["result_file"].endswith(f"/draws/{made.uid}/result.txt")
    text = json.dumps(found, ensure_ascii=False)
    assert "架空町" not in text
    assert not any(entry.ticket in text for entry in made.entries.all())


def test_products_stand_there_as_published_and_makers_only_if_they_agreed(client, item):
    of = brands.call(item)
    one, two = brands.filed(of), brands.filed(of)
    brands.passed(brands.stage(of, 1), one, two)
    shown = brands.product(brands.certificate(one))
    brands.product(brands.certificate(two), public=False, name="架空の菓子", name_en="", category="sweets")
    maker = str(one.party)

    [row] = rows_of_csv(client, "brand-products")
    assert (row["商品の名称"], row["認定番号"], row["事業者(公開に同意した場合)"]) == (shown.name, shown.certificate.number, "")
    assert maker not in client.get("/open-data/brand-products.json").content.decode()
    change_product(
        product=BrandProduct.objects.get(pk=shown.pk),
        values={"maker_agreed_on": brands.TODAY},
        unchanged=lambda _name, _value: True,
        actor=None,
        now=brands.NOW,
    )

    assert rows_of_json(client, "brand-products")["rows"][0]["maker"] == maker


@pytest.mark.parametrize("key", ["draws", "brand-products"])
def test_files_cost_the_same_for_one_and_many(client, item, people, key):
    def more(name):
        made = draws.draw(item, organization("D1"))
        draws.enter(made, 2)
        draws.held(made, *people)
        of = brands.call(item, name=name)
        application = brands.filed(of)
        brands.passed(brands.stage(of, 1), application)
        brands.product(brands.certificate(application))

    more("架空の認定")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/open-data/{key}.json")
    more("架空の別の認定")
    with CaptureQueriesContext(connection) as many:
        assert len(rows_of_json(client, key)["rows"]) == 2

    assert len(many) == len(few)


def test_catalogue_leads_to_every_file_and_its_page_in_both_languages(client, item):
    for prefix in ("", "/en"):
        page = client.get(f"{prefix}/open-data/").content.decode()
        assert "CC BY 4.0" in page
        for file in open_files():
            for ending in ("csv", "json"):
                assert f"/open-data/{file.key}.{ending}" in page


def test_unset_licence_is_said_and_no_licence_is_made_up(client, item):
    OfficeSettings.objects.update(data_licence="")

    assert rows_of_json(client, "draws")["licence"] == "利用条件は、公開元に問い合わせてください"


def test_unknown_file_is_not_there_and_no_key_is_taken_twice(client):
    assert client.get("/open-data/zzz.csv").status_code == 404
    with pytest.raises(ValueError, match="twice"):
        register_open_file(OpenFile("draws", "", "", {}, list, ""))
