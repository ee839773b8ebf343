"""Certified brands from the papers to the mark, its checks, its renewal and its end."""

import datetime as dt

import pytest
from tests.factories import applications, reviews
from tests.factories import local_brands as factory
from tests.factories.accounts import person
from tests.factories.local_brands import NOW, TODAY
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.applications.domain import barriers, submission
from musubi.blocks.applications.enums import ApplicationStatus, DecisionKind, Outcome
from musubi.blocks.applications.models import Certificate
from musubi.blocks.indicators.domain.measures import measure
from musubi.blocks.notifications.models import OutboxMessage, Task
from musubi.blocks.reviews.domain.results import results_of
from musubi.blocks.reviews.models import ReviewAssignment, Score, ScoreSheet
from musubi.blocks.vision.models import PlanItem
from musubi.programs.brand.local_brands.domain import checks, licences, products, renewals, stages
from musubi.programs.brand.local_brands.domain.errors import BrandError
from musubi.programs.brand.local_brands.domain.stages import StageRow
from musubi.programs.brand.local_brands.enums import ProductState, SpotCheckResult, StageKind
from musubi.programs.brand.local_brands.measures import records_of
from musubi.programs.brand.local_brands.models import BrandStageResult, RenewalNotice

pytestmark = pytest.mark.django_db
DECIDED = dt.date(2020, 6, 20)


@pytest.fixture
def item():
    vision, _document = small_plan()
    found = vision.items.get(code="A-P1")
    PlanItem.objects.filter(pk=found.pk).update(code="C-4")
    return vision.items.get(pk=found.pk)


@pytest.fixture
def call(item):
    return factory.call(item)


def code_of(function, **values):
    with pytest.raises(BrandError) as caught:
        function(**values)
    return caught.value.code


def test_eleven_by_papers_nine_by_tasting_six_are_certified(call):
    made = [factory.filed(call) for _number in range(11)]
    papers = factory.stage(call, 1)
    tasting, pitch = factory.stage(call, 2, StageKind.TASTING), factory.stage(call, 3, StageKind.PITCH)

    assert stages.candidates_of(papers) == made  # in the order of their receipt, the tenth after the ninth
    factory.passed(papers, *made[:9], failed=tuple(made[9:]))
    assert stages.candidates_of(tasting) == made[:9]
    factory.passed(tasting, *made[:6], failed=tuple(made[6:9]))
    factory.passed(pitch, *made[:6])
    decision = stages.propose_certification(call=call, drafted_on=TODAY, actor=None, now=NOW)

    outcomes = dict(decision.items.values_list("application", "outcome"))
    assert [outcomes[each.pk] for each in made] == [*[Outcome.CERTIFIED] * 6, *[Outcome.NOT_CERTIFIED] * 5]
    reasons = dict(decision.items.values_list("application", "reason"))
    assert reasons[made[7].pk] == "品評(実食・実物)の結果によります。 原料の割合が足りない"
    assert reasons[made[10].pk].startswith("書類審査の結果によります。")


def test_stage_waits_for_the_one_before_and_for_every_candidate(call):
    one, two = factory.filed(call), factory.filed(call)
    first, second = factory.stage(call, 1), factory.stage(call, 2, StageKind.PITCH)

    assert code_of(stages.record_results, stage=second, rows=[StageRow(one, True)], actor=None, now=NOW) == "before"
    stages.record_results(stage=first, rows=[StageRow(one, True), StageRow(two, None)], actor=None, now=NOW)
    assert code_of(stages.close_stage, stage=first, actor=None, now=NOW) == "missing"
    factory.passed(first, one, failed=(two,))
    assert code_of(stages.record_results, stage=first, rows=[StageRow(two, True)], actor=None, now=NOW) == "closed"
    assert code_of(stages.record_results, stage=second, rows=[StageRow(two, True)], actor=None, now=NOW) == "not_candidate"
    assert code_of(stages.propose_certification, call=call, drafted_on=TODAY, actor=None, now=NOW) == "open"


def test_stage_with_a_panel_begins_with_the_mean_of_its_sheets(item):
    call = factory.call(item, terms={**factory.TERMS, "criteria": reviews.CRITERIA})
    application = factory.filed(call)
    panel = reviews.panel(call, reviewers=[reviews.reviewer_user(), reviews.reviewer_user()], status="open", opened_at=NOW)
    entry = reviews.entry(panel, application)
    for reviewer, level in zip(panel.reviewers.order_by("pk"), (3, 2), strict=True):
        assignment = ReviewAssignment.objects.create(reviewer=reviewer, entry=entry, assigned_at=NOW)
        sheet = ScoreSheet.objects.create(assignment=assignment, saved_at=NOW, status="submitted", submitted_at=NOW)
        Score.objects.create(sheet=sheet, criterion="novelty", level=level)
    stage = factory.stage(call, 1)

    assert stages.panel_points(stage) == {}
    stage.panel = panel
    assert stages.panel_points(stage) == {application.pk: results_of(panel)[0].mean}


def test_withdrawn_application_stands_before_no_stage(call):
    one, two = factory.filed(call), factory.filed(call)
    stage = factory.stage(call, 1)
    type(two).objects.filter(pk=two.pk).update(status=ApplicationStatus.WITHDRAWN)

    assert stages.candidates_of(stage) == [one]


def test_certificate_becomes_a_product_once(call):
    factory.stage(call, 1)
    certificate = factory.certificate(factory.filed(call))
    assert list(products.to_register()) == [certificate]

    made = factory.product(certificate)

    assert (made.first_certified_on, made.state(TODAY)) == (DECIDED, ProductState.VALID)
    assert not products.to_register().exists()
    assert code_of(factory.product, of=certificate) == "registered"


def test_maker_who_did_not_agree_is_found_by_no_word(call):
    made = factory.product(factory.certificate(factory.filed(call)))
    seen = type(made).objects.all()
    maker = made.certificate.application.party.trade_name

    assert list(products.public_register(seen, words="狭山茶", category="", day=TODAY)) == [made]
    assert not products.public_register(seen, words=maker, category="", day=TODAY).exists()
    type(made).objects.filter(pk=made.pk).update(maker_agreed_on=TODAY)
    assert list(products.public_register(seen, words=maker, category="tea", day=TODAY)) == [made]
    assert not products.public_register(seen, words="", category="", day=dt.date(2024, 1, 1)).exists()


def test_licence_is_one_at_a_time_and_only_while_the_certificate_stands(call):
    made = factory.product(factory.certificate(factory.filed(call)))

    first = factory.licence(made)
    second = factory.licence(made)

    first.refresh_from_db()
    assert (first.ended_on, first.end_reason) == (dt.date(2020, 7, 1), "新しい許諾に替えた")
    assert bytes(second.document.content).startswith(b"%PDF")
    assert code_of(factory.licence, of=made, today=dt.date(2024, 1, 1)) == "not_standing"
    licences.end_licence(licence=second, reason="使用をやめた", actor=None, now=NOW, today=TODAY)
    assert code_of(licences.end_licence, licence=second, reason="再度", actor=None, now=NOW, today=TODAY) == "ended"


def test_check_is_a_task_until_recorded_and_again_until_mended(call):
    made = factory.product(factory.certificate(factory.filed(call)))
    check = checks.plan_check(product=made, due_on=dt.date(2020, 9, 1), actor=None, now=NOW, today=TODAY)
    values = {"checked_on": TODAY, "checked_by": "担当", "place": "駅前の店", "result": SpotCheckResult.TO_MEND, "findings": "表示が小さい"}
    record = {"check": check, "actor": None, "now": NOW, "today": TODAY}

    assert code_of(checks.record_check, values=values, **record) == "mend_by"
    assert code_of(checks.record_check, values={**values, "checked_on": TODAY + dt.timedelta(days=1)}, **record) == "future"
    checks.record_check(values={**values, "mend_by": dt.date(2020, 10, 1)}, **record)
    assert code_of(checks.record_check, values=values, **record) == "done"
    tasks = Task.objects.filter(object_type="local_brands.SpotCheck")
    assert [(task.title.split(":")[0], task.status) for task in tasks.order_by("pk")] == [
        ("抜取調査", "done"),
        ("抜取調査の改善を確かめる", "open"),
    ]
    checks.confirm_mended(check=check, mended_on=dt.date(2020, 9, 20), actor=None, now=NOW)
    assert not tasks.filter(status="open").exists()
    assert code_of(checks.confirm_mended, check=check, mended_on=TODAY, actor=None, now=NOW) == "nothing"


def test_photo_is_kept_once_and_nothing_else_is(call):
    made = factory.product(factory.certificate(factory.filed(call)))
    check = checks.plan_check(product=made, due_on=TODAY, actor=None, now=NOW, today=TODAY)
    photo = {"check": check, "file_name": "a.jpg", "caption": "棚", "actor": None, "now": NOW}

    checks.add_photo(data=factory.photo_bytes(), **photo)
    checks.add_photo(data=factory.photo_bytes(), **photo)

    assert check.photos.count() == 1
    assert code_of(checks.add_photo, data=b"%PDF-1.7 x", **photo) == "no_photo"


def test_holder_is_reminded_on_each_step_of_the_ladder_once(call):
    made = factory.product(factory.certificate(factory.filed(call)))
    end = made.certificate.valid_until
    days = [200, 180, 179, 90, 89, 30, 1]

    counts = [renewals.remind_renewals(end - dt.timedelta(days=left), NOW) for left in days]

    assert counts == [0, 1, 0, 1, 0, 1, 0]
    assert list(RenewalNotice.objects.order_by("-days_before").values_list("days_before", flat=True)) == [180, 90, 30]
    assert OutboxMessage.objects.filter(purpose="brand-renewal").count() == 3
    assert renewals.remind_renewals(end + dt.timedelta(days=1), NOW) == 0


def test_renewal_begins_from_the_certificate_and_keeps_the_product(item, call):
    before = factory.filed(call)
    made = factory.product(factory.certificate(before))
    assert code_of(renewals.begin_renewal, product=made, actor=before.applicant, now=NOW + dt.timedelta(days=400), today=TODAY) == "no_call"
    again = factory.call(item, name="架空ブランドの認定(更新)")

    draft = renewals.begin_renewal(product=made, actor=before.applicant, now=NOW, today=TODAY)

    assert (draft.call, draft.follows, draft.answers["plan"]) == (again, before, before.answers["plan"])
    assert renewals.begin_renewal(product=made, actor=before.applicant, now=NOW, today=TODAY) == draft
    submission.submit(application=draft, actor=before.applicant, now=NOW, today=TODAY)
    assert renewals.remind_renewals(made.certificate.valid_until - dt.timedelta(days=30), NOW) == 0
    factory.stage(again, 1)
    certificate = factory.certificate(applications.accept(draft), on=dt.date(2023, 6, 20))
    assert products.renewed_product(certificate) == made
    renewed = products.renew_product(product=made, certificate=certificate, actor=None, now=NOW)
    assert (renewed.certificate.number, renewed.first_certified_on) == (certificate.number, DECIDED)
    assert Certificate.objects.get(pk=certificate.pk).renews == made.certificate
    other = factory.certificate(factory.filed(again), on=dt.date(2023, 6, 20))
    assert code_of(products.renew_product, product=renewed, certificate=other, actor=None, now=NOW) == "other"


def test_cancelled_by_a_decision_with_its_reason_leaves_the_register(call):
    made = factory.product(factory.certificate(factory.filed(call)))
    application = made.certificate.application
    application.refresh_from_db()
    proposed = [applications.Proposed(application, Outcome.REVOKED, reason="基準を満たさない")]

    applications.decide(call, DecisionKind.REVOCATION, proposed, on=dt.date(2020, 9, 1), number="第9号")

    made = type(made).objects.get(pk=made.pk)
    assert made.state(dt.date(2020, 9, 2)) == ProductState.CANCELLED
    assert not products.public_register(type(made).objects.all(), words="", category="", day=dt.date(2020, 9, 2)).exists()


def test_measures_count_what_their_records_hold(item, call):
    made = factory.product(factory.certificate(factory.filed(call)))
    check = checks.plan_check(product=made, due_on=TODAY, actor=None, now=NOW, today=TODAY)
    values = {"checked_on": TODAY, "checked_by": "担当", "place": "店", "result": SpotCheckResult.CONFORMS, "findings": "適合"}
    checks.record_check(check=check, values=values, actor=None, now=NOW, today=TODAY)
    years = [2019, 2020, 2022, 2023]

    found = {key: measure(f"local_brands.{key}").compute([item.pk], years) for key in ("certified", "valid", "checks")}

    assert {key: {year: int(value) for (_item, year), value in rows.items()} for key, rows in found.items()} == {
        "certified": {2020: 1},
        "valid": {2020: 1, 2022: 1},
        "checks": {2020: 1},
    }
    for key, rows in found.items():
        for year in years:
            assert records_of(key, [item.pk], year).count() == rows.get((item.pk, year), 0)


def test_who_is_kept_from_the_file_reaches_neither_result_nor_product(client, settings, call):
    settings.DEMO = True
    made = factory.product(factory.certificate(factory.filed(call)), public=False)
    stage = factory.stage(call, 1)
    BrandStageResult.objects.create(stage=stage, application=made.certificate.application, passed=True)
    clerk = person(Role.SECRETARIAT)
    client.force_login(clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    paths = [f"/staff/brands/{made.uid}/", "/staff/brands/", f"/staff/brands/rounds/{call.uid}/"]
    assert [made.name in client.get(path).content.decode() for path in paths[:2]] == [True, True]

    barriers.register_barrier(lambda user: [made.certificate.application_id] if user == clerk else [])
    try:
        assert client.get(paths[0]).status_code in {403, 404}
        assert made.name not in client.get(paths[1]).content.decode()
        assert made.certificate.application.number not in client.get(paths[2]).content.decode()
    finally:
        barriers._barriers.pop()
