"""What was shown before taking a workbook in, carried by the page itself: signed, so that nothing else is taken in."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.core import signing

from musubi.council.domain.comments.importing import Intake, NewComment, NewGroup, OpinionChange
from musubi.council.domain.comments.receiving import Comment, Sender
from musubi.council.domain.comments.sorting import GroupAnswer
from musubi.council.models import CommentCall

SALT = "council.comment-intake"


def signed(intake: Intake, call: CommentCall) -> str:
    """The rows as one text that only this site can have made, for this call."""
    rows = asdict(intake)
    for new in rows["new_comments"]:
        new["comment"]["received_on"] = new["comment"]["received_on"].isoformat()
    return signing.dumps({"call": call.uid, "rows": rows}, salt=SALT, compress=True)


def intake_of(text: str, call: CommentCall) -> Intake:
    """The rows again. Raises BadSignature for what is not ours, of another call, or a day old."""
    content: dict[str, Any] = signing.loads(text, salt=SALT, max_age=24 * 60 * 60)
    if content["call"] != call.uid:
        raise signing.BadSignature("another call")
    rows = content["rows"]
    return Intake(
        new_groups=[NewGroup(**row) for row in rows["new_groups"]],
        answers=[GroupAnswer(**row) for row in rows["answers"]],
        changes=[OpinionChange(**{**row, "groups": tuple(row["groups"])}) for row in rows["changes"]],
        new_comments=[NewComment(_comment(row["comment"]), tuple(row["groups"])) for row in rows["new_comments"]],
    )


def _comment(row: dict[str, Any]) -> Comment:
    return Comment(**{**row, "received_on": dt.date.fromisoformat(row["received_on"]), "sender": Sender(**row["sender"])})
