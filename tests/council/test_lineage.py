"""However issues merge and split, every opinion stays under a live issue, keeps its author, and its trace reaches all of its kin."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.council.conftest import DAY, NOW
from tests.factories.accounts import organization, person
from tests.factories.council import opinion

from musubi.blocks.accounts.enums import Role
from musubi.council.domain.errors import CouncilError
from musubi.council.domain.issues import merge_issues, open_issue, split_issue
from musubi.council.domain.trace import trace_of_opinion
from musubi.council.enums import IssueStatus
from musubi.council.models import Gathering, Issue

pytestmark = pytest.mark.django_db
STEPS = st.lists(st.tuples(st.sampled_from(["merge", "split", "stay"]), st.integers(0, 9), st.integers(0, 9), st.integers(1, 15)), max_size=12)


@dataclass
class Model:
    """What must hold, kept in plain sets: live issues with their opinions, and which issues are kin."""

    live: dict[int, set[int]]
    kin: dict[int, set[int]] = field(default_factory=dict)

    def join(self, one, other):
        together = self.kin.get(one, {one}) | self.kin.get(other, {other})
        for each in together:
            self.kin[each] = together


class TestLineage(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(STEPS)
    def test_any_order_of_merges_and_splits(self, steps):
        user = person(Role.SECRETARIAT, body=organization("K", "課"))
        by = {"actor": user, "now": NOW}
        opinions = [opinion(f"意見{number}", author_label=f"委員{number}") for number in range(6)]
        issues = [open_issue(title=f"課題{number}", opinions=opinions[2 * number : 2 * number + 2], today=DAY, **by) for number in range(3)]
        model = Model({issue.pk: {each.pk for each in opinions[2 * at : 2 * at + 2]} for at, issue in enumerate(issues)})
        for kind, first, second, mask in steps:
            _take(model, kind, first, second, mask, opinions, by)

        standing = {
            issue.pk: set(issue.gatherings.filter(left_at__isnull=True).values_list("opinion", flat=True))
            for issue in Issue.objects.exclude(status=IssueStatus.MERGED)
        }
        assert standing == model.live
        assert set.union(*standing.values()) == {each.pk for each in opinions}
        for each in opinions:
            each.refresh_from_db()
            assert each.author_label == f"委員{each.text.removeprefix('意見')}"
            trace = trace_of_opinion(user, each)
            touched = Gathering.objects.filter(opinion=each).values_list("issue", flat=True)
            family = set().union(*(model.kin.get(pk, {pk}) for pk in touched))
            assert {node.key for node in trace.of("issue")} == {
                f"issue-{uid}" for uid in Issue.objects.filter(pk__in=family).values_list("uid", flat=True)
            }
            assert trace.reach(f"opinion-{each.uid}") >= {
                f"issue-{uid}"
                for uid in Issue.objects.filter(pk__in=[pk for pk, held in model.live.items() if each.pk in held]).values_list("uid", flat=True)
            }


def _take(model, kind, first, second, mask, opinions, by):
    live = sorted(model.live)
    source = Issue.objects.get(pk=live[first % len(live)])
    if kind == "merge":
        target = Issue.objects.get(pk=live[second % len(live)])
        if source == target:
            with pytest.raises(CouncilError):
                merge_issues(source=source, target=target, reason="同じ話", **by)
            return
        merge_issues(source=source, target=target, reason="同じ話", **by)
        model.live[target.pk] |= model.live.pop(source.pk)
        model.join(source.pk, target.pk)
        return
    chosen = [each for at, each in enumerate(opinions) if mask >> (at % 4) & 1 and each.pk in model.live[source.pk]]
    stay = kind == "stay"
    if not chosen or (not stay and len(chosen) == len(model.live[source.pk])):
        with pytest.raises(CouncilError):
            split_issue(issue=source, opinions=chosen, title="別", reason="別の話", today=DAY, stay=stay, **by)
        return
    made = split_issue(issue=source, opinions=chosen, title="別", reason="別の話", today=DAY, stay=stay, **by)
    model.live[made.pk] = {each.pk for each in chosen}
    if not stay:
        model.live[source.pk] -= {each.pk for each in chosen}
    model.join(source.pk, made.pk)
