"""Work at signs."""

import datetime as dt

from tests.factories.places import sign

from musubi.programs.brand.inbound.models import WorkOrder


def work_order(board=None, **values):
    """An open piece of work."""
    fields = {"what": "板面を洗う", "worker": "見本看板店（架空）", "ordered_on": dt.date(2020, 10, 1), "due_on": dt.date(2020, 10, 10), **values}
    return WorkOrder.objects.create(sign=board or sign(f"架空-{WorkOrder.objects.count() + 900}"), **fields)
