"""Who may do what with the plan: the secretariat changes it, a head publishes it, staff, partners and auditors read it live."""

from __future__ import annotations

import rules

from musubi.blocks.accounts.predicates import is_secretariat, reads_plan
from musubi.blocks.vision.domain.confirmation import may_confirm_edition
from musubi.blocks.vision.domain.desks import may_see_desk, may_work_desk
from musubi.blocks.vision.rules import CHANGE_PLAN, CONFIRM_EDITION, SEE_DESK, VIEW_LIVE_PLAN, WORK_DESK


def register_permissions() -> None:
    """Called once when apps are ready."""
    rules.add_perm(CHANGE_PLAN, is_secretariat)
    rules.add_perm(CONFIRM_EDITION, may_confirm_edition)
    rules.add_perm(VIEW_LIVE_PLAN, reads_plan)
    rules.add_perm(SEE_DESK, may_see_desk)
    rules.add_perm(WORK_DESK, may_work_desk)
