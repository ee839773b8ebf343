"""The tables of budgets and contracts."""

from musubi.blocks.money.models.contract import Contract, ContractChange, ContractShare
from musubi.blocks.money.models.debt import DebtObligation, DebtObligationYear
from musubi.blocks.money.models.envelope import BudgetChange, BudgetLine, Envelope, FundingSource
from musubi.blocks.money.models.imports import BudgetImport, ImportLayout
from musubi.blocks.money.models.lifted import BudgetException
from musubi.blocks.money.models.payment import ContractInspection, Payment

__all__ = [
    "BudgetChange",
    "BudgetException",
    "BudgetImport",
    "BudgetLine",
    "Contract",
    "ContractChange",
    "ContractInspection",
    "ContractShare",
    "DebtObligation",
    "DebtObligationYear",
    "Envelope",
    "FundingSource",
    "ImportLayout",
    "Payment",
]
