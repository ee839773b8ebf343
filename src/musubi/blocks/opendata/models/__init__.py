"""The tables of open data."""

from musubi.blocks.opendata.models.data_import import DataImport

__all__ = ["DataImport"]
