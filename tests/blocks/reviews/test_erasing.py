"""What reviewers wrote of an application goes when its period is over; levels and outcomes stay."""

import datetime as dt

from tests.factories import applications, reviews

from musubi.blocks.applications.domain.keeping.erasing import erase_application
from musubi.blocks.applications.models import Application
from musubi.blocks.reviews.domain import panels
from musubi.blocks.reviews.domain.interests import Declared, declare
from musubi.blocks.reviews.models import Exclusion, InterestDeclaration, Score, ScoreSheet

SECRET = "秘密の意見(架空)"


def test_comments_reasons_and_ties_go_and_levels_stay(call):
    panel = reviews.prepared(call, users=[None], applications_in=2)
    panels.open_panel(panel=panel, actor=None, now=reviews.NOW)
    for reviewer in panel.reviewers.all():
        rows = [Declared(entry, "none") for entry in panel.entries.all()]
        declare(reviewer=reviewer, rows=rows, channel="paper", actor=None, now=reviews.NOW)
    one, other = reviews.assigned(panel)
    for assignment in (one, other):
        reviews.scored(assignment, applicant_comment=SECRET, internal_comment=SECRET)
        Score.objects.filter(sheet__assignment=assignment).update(note=SECRET)
        ties = {"answer": "interest", "kind": "kin", "note": SECRET, "ruling": "excluded", "ruled_by": "課長", "ruling_reason": SECRET}
        found, _new = InterestDeclaration.objects.update_or_create(
            reviewer=assignment.reviewer, entry=assignment.entry, defaults={**ties, "declared_at": reviews.NOW, "ruled_at": reviews.NOW}
        )
        assert found.note == SECRET
    levels = list(Score.objects.filter(sheet__assignment=one).order_by("pk").values_list("criterion", "level"))
    gone = one.entry.application
    Application.objects.filter(pk=gone.pk).update(status="withdrawn")
    erase_application(application=gone, actor=None, now=applications.NOW, today=dt.date(2026, 4, 1), reason="満了(架空)")
    sheet = ScoreSheet.objects.get(assignment=one)
    assert (sheet.applicant_comment, sheet.internal_comment) == ("", "")
    assert list(Score.objects.filter(sheet=sheet).order_by("pk").values_list("criterion", "level")) == levels
    assert set(Score.objects.filter(sheet=sheet).values_list("note", flat=True)) == {""}
    tie = InterestDeclaration.objects.get(entry=one.entry)
    assert (tie.note, tie.answer, SECRET in tie.ruling_reason, tie.ruling_reason != "") == ("", "interest", False, True)
    assert not Exclusion.objects.filter(entry=one.entry, reason__contains=SECRET).exists()
    assert ScoreSheet.objects.get(assignment=other).applicant_comment == SECRET
