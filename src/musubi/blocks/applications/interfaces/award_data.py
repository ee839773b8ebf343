"""Published awards as data in the shape of 360Giving: the same columns as CSV and as JSON; totals stand apart.

Names, types and required fields as in the standard's schema (github.com/ThreeSixtyGiving/standard, schema/360-giving-schema.json,
CC BY 4.0). The standard knows no grant without a recipient: one who may not be named stands there as undisclosed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain.applicant.awards import Award, Published, Totals
from musubi.blocks.applications.models import Call
from musubi.blocks.kernel.workbooks.csv_files import write_csv

COLUMNS = (
    "Identifier",
    "Title",
    "Description",
    "Currency",
    "Amount Applied For",
    "Amount Awarded",
    "Amount Disbursed",
    "Award Date",
    "Recipient Org:Identifier",
    "Recipient Org:Name",
    "Recipient Ind:Identifier",
    "Recipient Ind:Name",
    "Funding Org:Identifier",
    "Funding Org:Name",
    "Grant Programme:Code",
    "Grant Programme:Title",
    "Last modified",
)
TOTAL_COLUMNS = (
    "Grant Programme:Code",
    "Grant Programme:Title",
    "Fiscal Year",
    "Awards",
    "Amount Awarded",
    "Awarded As Of",
    "Amount Disbursed",
    "Disbursed As Of",
    "Currency",
)
LONGEST_TITLE = 140


def _host() -> str:
    """The site's own name, before every identifier it gives."""
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def _funder(call: Call) -> Mapping[str, str]:
    body: Organization = call.organization
    while body.parent is not None:
        body = body.parent
    return {"id": f"{_host()}-{body.code}", "name": body.name}


def _programme(call: Call) -> dict[str, str]:
    address = settings.PUBLIC_URL + reverse("offers:call", args=[call.uid])
    return {"code": call.item.code, "title": str(call), "url": address}


def grant_record(award: Award) -> dict[str, Any]:
    """One award in the names of the standard; what is not public is not there."""
    record: dict[str, Any] = {
        "id": f"{_host()}-{award.uid}",
        "title": _short(award.title or str(award.call)),
        "description": award.call.summary or str(award.call),
        "currency": "JPY",
        "amountAwarded": award.awarded,
        "amountDisbursed": award.disbursed,
        "awardDate": (award.awarded_on or timezone.localdate(award.modified)).isoformat(),
        "fundingOrganization": [_funder(award.call)],
        "grantProgramme": [_programme(award.call)],
        "dateModified": award.modified.isoformat(),
    }
    if award.applied_for is not None:
        record["amountAppliedFor"] = award.applied_for
    who = award.recipient
    if who is not None and who.is_natural:
        record["recipientIndividual"] = {"id": f"{_host()}-individual-{award.uid}", "name": who.name}
    elif who is not None:
        number = f"JP-JCN-{who.number}" if who.number else f"{_host()}-organization-{who.uid}"
        record["recipientOrganization"] = [{"id": number, "name": who.name}]
    else:
        record["recipientOrganization"] = [{"id": f"{_host()}-undisclosed", "name": _("非公表")}]
    return record


def _short(title: str) -> str:
    """The standard asks for fewer than 140 characters."""
    return title if len(title) < LONGEST_TITLE else title[: LONGEST_TITLE - 2] + "…"


def totals_record(totals: Totals) -> dict[str, Any]:
    """How many and how much of a call; None where too few awards are behind it."""
    return {
        "grantProgramme": [_programme(totals.call)],
        "fiscalYear": totals.call.fiscal_year,
        "currency": "JPY",
        "awards": totals.count,
        "amountAwarded": totals.awarded,
        "awardedAsOf": totals.awarded_on.isoformat() if totals.awarded_on else None,
        "amountDisbursed": totals.disbursed,
        "disbursedAsOf": totals.disbursed_on.isoformat() if totals.disbursed_on else None,
        "suppressedBelow": totals.least,
    }


def awards_json(found: Published) -> str:
    """Grants as the standard packs them, and beside them the totals."""
    content = {"grants": [grant_record(award) for award in found.awards], "totals": [totals_record(each) for each in found.totals]}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def awards_csv(found: Published) -> str:
    """One row an award, with the standard's column titles."""
    return write_csv([COLUMNS, *(_row(grant_record(award)) for award in found.awards)])


def totals_csv(found: Published) -> str:
    """One row a call of which only totals are public; empty cells where too few awards are behind it."""
    rows = []
    for each in found.totals:
        told = totals_record(each)
        programme = told["grantProgramme"][0]
        names = ("fiscalYear", "awards", "amountAwarded", "awardedAsOf", "amountDisbursed", "disbursedAsOf")
        rows.append([programme["code"], programme["title"], *(told[name] for name in names), "JPY"])
    return write_csv([TOTAL_COLUMNS, *rows])


def _row(record: Mapping[str, Any]) -> list[Any]:
    organization = record.get("recipientOrganization", [{}])[0]
    individual = record.get("recipientIndividual", {})
    funder, programme = record["fundingOrganization"][0], record["grantProgramme"][0]
    plain = [
        record.get(name) for name in ("id", "title", "description", "currency", "amountAppliedFor", "amountAwarded", "amountDisbursed", "awardDate")
    ]
    people = [organization.get("id"), organization.get("name"), individual.get("id"), individual.get("name")]
    return [*plain, *people, funder["id"], funder["name"], programme["code"], programme["title"], record["dateModified"]]
