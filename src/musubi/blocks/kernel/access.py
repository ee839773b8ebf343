"""Who may see what: each model's `view` predicate and its twin `visible_to(user)`, kept side by side.

An app registers an AccessPolicy per model. Lists, searches, exports and the API start from `visible_to(user, Model)`;
pages of one record ask `user.has_perm("app.view_model", record)`, which the policy's predicate answers. A test walks
all policies, roles and demo objects and shows that the two agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import rules
from django.db import models


@dataclass(frozen=True)
class AccessPolicy:
    """`can_view(user, record) -> bool` and `visible(user, queryset) -> queryset` of one model, which must agree."""

    model: type[models.Model]
    can_view: Callable[..., bool]
    visible: Callable[[Any, models.QuerySet[Any]], models.QuerySet[Any]]


Limit = Callable[[Any], models.Q | None]
_policies: dict[type[models.Model], AccessPolicy] = {}
_limits: dict[type[models.Model], list[Limit]] = defaultdict(list)


def register_access(policy: AccessPolicy) -> None:
    """Register the policy and the permission `<app>.view_<model>` for it."""
    if policy.model in _policies:
        raise ValueError(f"{policy.model._meta.label} already has an access policy")
    _policies[policy.model] = policy
    name = f"{policy.model._meta.app_label}.view_{policy.model._meta.model_name}"
    rules.add_perm(name, rules.predicate(policy.can_view) & rules.predicate(_is_open_to, name="not kept from"))


def register_limit(model: type[models.Model], limit: Limit) -> None:
    """A block above keeps some records of `model` from some users, whatever its policy says.

    `limit(user)` is the condition of the records that the user must not reach; None where there are none.
    """
    _limits[model].append(limit)


def _is_open_to(user: Any, record: Any = None) -> bool:
    for limit in _limits.get(type(record), ()):
        condition = limit(user)
        if condition is not None and type(record)._default_manager.filter(condition, pk=record.pk).exists():
            return False
    return True


def policies() -> tuple[AccessPolicy, ...]:
    """All registered policies, by model label."""
    return tuple(sorted(_policies.values(), key=lambda policy: policy.model._meta.label))


def visible_to(user: Any, model: type[models.Model]) -> models.QuerySet[Any]:
    """Every record of `model` that `user` may see; the start of every list, export and search."""
    rows = _policies[model].visible(user, model._default_manager.all())
    for limit in _limits.get(model, ()):
        condition = limit(user)
        rows = rows if condition is None else rows.exclude(condition)
    return rows
