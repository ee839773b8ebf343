"""The states of a call as the office reads them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

CALL_STATES = {
    "preparing": _("準備中の案"),
    "announced": _("公開済み(受付前)"),
    "open": _("受付中"),
    "grace": _("締切後の猶予"),
    "stopped": _("受付を終了(途中で終了)"),
    "closed": _("受付を終了"),
}
