"""The tables of inbound."""

from musubi.programs.brand.inbound.models.work_order import WorkOrder

__all__ = ["WorkOrder"]
