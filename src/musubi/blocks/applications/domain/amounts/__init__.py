"""Amounts of subsidies: rules as data, the sum with the rows that explain it."""

from musubi.blocks.applications.domain.amounts.case import Aid, Case, Cost, History
from musubi.blocks.applications.domain.amounts.evaluation import Result, Row, Stop, evaluate
from musubi.blocks.applications.domain.amounts.types import RULE_TYPES, Parameter, RuleType

__all__ = ["RULE_TYPES", "Aid", "Case", "Cost", "History", "Parameter", "Result", "Row", "RuleType", "Stop", "evaluate"]
