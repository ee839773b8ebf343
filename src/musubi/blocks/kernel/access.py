"""Who may see what: each model's `view` predicate and its twin `visible_to(user)`, kept side by side.

An app registers an AccessPolicy per model. Lists, searches, exports and the API start from `visible_to(user, Model)`;
pages of one record ask `user.has_perm("app.view_model", record)`, which the policy's predicate answers. A test walks
all policies, roles and demo objects and shows that the two agree.
"""

from __future__ import annotations

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


_policies: dict[type[models.Model], AccessPolicy] = {}


def register_access(policy: AccessPolicy) -> None:
    """Register the policy and the permission `<app>.view_<model>` for it."""
    if policy.model in _policies:
        raise ValueError(f"{policy.model._meta.label} already has an access policy")
    _policies[policy.model] = policy
    rules.add_perm(f"{policy.model._meta.app_label}.view_{policy.model._meta.model_name}", policy.can_view)


def policies() -> tuple[AccessPolicy, ...]:
    """All registered policies, by model label."""
    return tuple(sorted(_policies.values(), key=lambda policy: policy.model._meta.label))


def visible_to(user: Any, model: type[models.Model]) -> models.QuerySet[Any]:
    """Every record of `model` that `user` may see; the start of every list, export and search."""
    return _policies[model].visible(user, model._default_manager.all())
