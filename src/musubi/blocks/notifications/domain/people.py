"""Who is to be told: the person, else the organisation's people, else those above, else the secretariat."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Deputy, Membership, Organization, User
from musubi.blocks.notifications.models import Task

HEADS = (Role.DIVISION_HEAD, Role.COORDINATOR)


class Directory:
    """Everyone who is in office on a day, and who stands in for whom; three queries, however many tasks ask."""

    def __init__(self, day: dt.date) -> None:
        self.by_body: dict[int, dict[str, list[User]]] = defaultdict(lambda: defaultdict(list))
        self.by_role: dict[str, list[User]] = defaultdict(list)
        self.people: dict[int, User] = {}
        self.stand_ins: dict[int, list[User]] = defaultdict(list)
        self.parents = dict(Organization.objects.values_list("pk", "parent_id"))
        posts = Membership.objects.active_on(day).filter(user__is_active=True).select_related("user").order_by("pk")
        stand_ins: dict[int, list[User]] = defaultdict(list)
        deputies = Deputy.objects.filter(starts_on__lte=day, ends_before__gt=day, user__is_active=True)
        for deputy in deputies.select_related("user").order_by("pk"):
            stand_ins[deputy.membership_id].append(deputy.user)
        for post in posts:
            self.people[post.user_id] = post.user
            holders = [post.user, *stand_ins[post.pk]]  # the post's holder stays informed
            self.stand_ins[post.user_id].extend(stand_ins[post.pk])
            self.by_body[post.organization_id][post.role].extend(holders)
            self.by_role[post.role].extend(holders)

    def responsible(self, task: Task) -> list[User]:
        """Those who must do the task; never empty while anyone is in office."""
        if task.assignee_id in self.people:
            return [self.people[task.assignee_id], *self.stand_ins[task.assignee_id]]
        body = task.organization_id
        seen: set[int] = set()
        while body is not None and body not in seen:
            seen.add(body)
            found = self._of(body, Role.COORDINATOR) or self._of(body, Role.DIVISION_STAFF, Role.PARTNER)
            found = found or self._of(body, Role.DIVISION_HEAD) or self._anyone(body)
            if found:
                return found
            body = self.parents.get(body)
        return self.fallback()

    def heads(self, task: Task) -> list[User]:
        """The heads of the task's organisation (of the assignee's, where none is named)."""
        body = task.organization_id or self._body_of(task.assignee_id)
        return self._of(body, *HEADS) if body else []

    def superiors(self, task: Task) -> list[User]:
        """The heads above; the secretariat where there are none."""
        body = task.organization_id or self._body_of(task.assignee_id)
        body = self.parents.get(body) if body else None
        seen: set[int] = set()
        while body is not None and body not in seen:
            seen.add(body)
            found = self._of(body, *HEADS)
            if found:
                return found
            body = self.parents.get(body)
        return self.fallback()

    def fallback(self) -> list[User]:
        """The secretariat, else the administrators."""
        return self.by_role[Role.SECRETARIAT] or self.by_role[Role.ADMINISTRATOR]

    def _of(self, body: int, *roles: str) -> list[User]:
        return [user for role in roles for user in self.by_body[body].get(role, [])] if body in self.by_body else []

    def _anyone(self, body: int) -> list[User]:
        return [user for users in self.by_body[body].values() for user in users] if body in self.by_body else []

    def _body_of(self, person: int | None) -> int | None:
        for body, roles in self.by_body.items():
            if any(user.pk == person for users in roles.values() for user in users):
                return body
        return None
