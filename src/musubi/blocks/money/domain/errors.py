"""What can be wrong with an entry. Messages say what to do; `field` names the field of the form that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from musubi.blocks.money.enums import MoneyRule


class MoneyError(Exception):
    """An entry cannot be kept."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.field = field


@dataclass(frozen=True)
class Violation:
    """A rule that an entry would break: about which record, in words, and by how many yen."""

    rule: MoneyRule
    about: str
    about_label: str
    message: str
    field: str = ""
    amount: int = 0

    @property
    def liftable(self) -> bool:
        """Whether the head may lift it with a reason."""
        return self.rule in MoneyRule.liftable()


class RuleBrokenError(MoneyError):
    """An entry breaks rules that nobody lifted."""

    def __init__(self, violations: Sequence[Violation], *, may_lift: bool) -> None:
        self.violations = tuple(violations)
        self.can_be_lifted = all(violation.liftable for violation in violations)
        self.may_lift = may_lift
        first = violations[0]
        message = "\n".join(violation.message for violation in violations)
        if self.can_be_lifted:
            hint = _("認めるときは「例外を認める理由」を記録してください") if may_lift else _("直すか、課長に理由を記録して認めてもらってください")
            message = f"{message}\n{hint}"
        super().__init__(str(first.rule), message, first.field)
