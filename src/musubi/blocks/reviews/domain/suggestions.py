"""分野 as the call itself tells them: for a new panel from its 区分, for an application from its 区分 and its answers."""

from __future__ import annotations

from collections.abc import Collection

from musubi.blocks.applications.domain.terms import Terms
from musubi.blocks.applications.enums import Stage
from musubi.blocks.applications.models import Application
from musubi.blocks.kernel.text import normalise
from musubi.blocks.reviews.models import Panel


def starting_topics(panel: Panel, terms: Terms) -> list[str]:
    """As an earlier panel of the call has them, else the names of the call's 区分 where it has several."""
    earlier = Panel.objects.filter(call=panel.call).exclude(topics=[]).order_by("-pk").first()
    lanes = [lane.name for lane in terms.lanes]
    return list(earlier.topics) if earlier is not None else lanes if len(lanes) > 1 else []


def suggested_topics(application: Application, topics: Collection[str], terms: Terms) -> list[str]:
    """Topics whose very word is the application's 区分 or an answer that it chose."""
    lane = next((each.name for each in terms.lanes if each.key == application.lane), "")
    said = {normalise(lane).strip()}
    for question in terms.questions_of(Stage.APPLICATION, application.lane):
        if question.kind in {"choice", "choices"}:
            answer = application.answers.get(question.key) or []
            said |= {normalise(str(each)).strip() for each in (answer if isinstance(answer, list) else [answer])}
    return [topic for topic in topics if topic in said]
