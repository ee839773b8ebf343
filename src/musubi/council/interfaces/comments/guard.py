"""Keep machines from the public form without any third party: a trap, the time taken, how many came from one place.

Nobody is turned away on suspicion: whoever looks like a machine is asked a small sum in words. Places are kept only as a
keyed hash, for an hour, in the cache of this machine.
"""

from __future__ import annotations

import datetime as dt
import hmac
import random
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.utils.translation import gettext as _

from musubi.blocks.kernel.identifiers import new_uid

SALT = "council.comment"
QUICKEST = dt.timedelta(seconds=3)
LONGEST = dt.timedelta(hours=24)
WINDOW = 60 * 60
MANY, MOST = 5, 60  # from one place within the window: asked from MANY on, refused from MOST on
MOST_LINKS = 2
LINK = re.compile(r"https?://|www\.|\[url", re.IGNORECASE)


@dataclass(frozen=True)
class Opened:
    """A form as it was opened: the sign of its one sending, when, and the sum that may be asked."""

    sending: str
    at: dt.datetime
    first: int
    second: int

    @property
    def question(self) -> str:
        """The sum in words."""
        words = [_("ゼロ"), _("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("七"), _("八"), _("九")]
        return _("%(first)s足す%(second)sは、いくつですか。数字で書いてください") % {"first": words[self.first], "second": words[self.second]}

    def is_answer(self, text: str) -> bool:
        """Whether the text is the sum; full-width digits will do."""
        plain = text.strip()
        return plain.isdigit() and int(plain) == self.first + self.second


def new_token(now: dt.datetime) -> str:
    """A signed token for a form that is opened now."""
    chance = random.SystemRandom()
    content = {"sending": new_uid(), "at": now.timestamp(), "first": chance.randint(1, 9), "second": chance.randint(1, 9)}
    return signing.Signer(salt=SALT).sign_object(content)


def opened(token: str, now: dt.datetime) -> Opened | None:
    """The form that the token belongs to; None for one that is not ours or too old."""
    try:
        content: dict[str, Any] = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    at = dt.datetime.fromtimestamp(content["at"], dt.UTC)
    return Opened(content["sending"], at, content["first"], content["second"]) if dt.timedelta() <= now - at <= LONGEST else None


def looks_like_machine(*, form: Opened, now: dt.datetime, trap: str, text: str, sent: int) -> bool:
    """Whether to ask the sum."""
    return bool(trap) or now - form.at < QUICKEST or len(LINK.findall(text)) > MOST_LINKS or sent >= MANY


def place_of(request: Any) -> str:
    """A keyed hash of where the request comes from; behind a proxy on this machine, of what the proxy tells last."""
    place = request.META.get("REMOTE_ADDR", "")
    told = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if place in {"127.0.0.1", "::1"} and told:
        place = told.rpartition(",")[2].strip()
    return hmac.new(settings.SECRET_KEY.encode(), place.encode(), "sha256").hexdigest()[:32]


def sent_from(place: str) -> int:
    """How many opinions came from the place within the window."""
    return int(cache.get(f"comment-{place}", 0))


def note_sending(place: str) -> None:
    """Count one more; two at the very same moment may count as one."""
    cache.set(f"comment-{place}", sent_from(place) + 1, WINDOW)
