"""What a reviewer reads of a file: the answers and documents that the panel shows, under the blind mode of the call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.answers import shown_answers
from musubi.blocks.applications.domain.terms import Question, Terms
from musubi.blocks.applications.enums import BlindMode, Stage
from musubi.blocks.applications.models import Application, ApplicationFile, CostLine
from musubi.blocks.reviews.domain.panels import terms_of
from musubi.blocks.reviews.models import Panel, PanelEntry


@dataclass(frozen=True)
class FileContent:
    """The file as reviewers read it; `party` is "" where the name is hidden."""

    party: str
    title: str
    number: str
    answers: list[tuple[Question, str]]
    costs: list[CostLine]
    documents: list[tuple[str, ApplicationFile]]
    requested: int | None


def hides_names(terms: Terms) -> bool:
    """Whether reviewers must not learn who applies."""
    return terms.blind == BlindMode.DOUBLE


def name_for_reviewers(application: Application, terms: Terms) -> str:
    """The applicant's name as reviewers may read it."""
    return _("(申請者名は伏せています)") if hides_names(terms) else str(application.party)


def documents_of(panel: Panel, application: Application) -> Any:
    """The files of an application that the panel shows to its reviewers."""
    rows = ApplicationFile.objects.filter(application=application, stage=Stage.APPLICATION, removed_at__isnull=True)
    return rows.filter(requirement__in=panel.shown_documents).order_by("requirement", "pk")


def file_of(entry: PanelEntry) -> FileContent:
    """Payees and file names stay away where names are hidden; hidden questions always do."""
    panel, application = entry.panel, entry.application
    terms = terms_of(panel)
    hidden = hides_names(terms)
    questions = [each for each in terms.questions_of(Stage.APPLICATION, application.lane) if each.key not in panel.hidden_questions]
    labels = {each.key: each.label for each in terms.documents}
    return FileContent(
        party="" if hidden else str(application.party),
        title=application.title,
        number="" if hidden else application.number,
        answers=shown_answers(questions, application.answers),
        costs=list(application.costs.filter(stage=Stage.APPLICATION)),
        documents=[(labels.get(each.requirement, each.requirement), each) for each in documents_of(panel, application)],
        requested=application.requested,
    )
