"""Selections (採択案) under a budget, proven and explained (docs/engine/portfolio.md)."""

from musubi_engine.portfolio.calibration import Calibration, Mark, calibrate
from musubi_engine.portfolio.checks import ImpossibleRulesError, MissingScoresError, RepeatedApplicationError, SolverError
from musubi_engine.portfolio.levels import NotComparableError, calibrated_scores, exact_severities
from musubi_engine.portfolio.model import Application, Call, Limit, Portfolio, Share, Sheets, in_order
from musubi_engine.portfolio.ranking import Ranking, rank_until_budget
from musubi_engine.portfolio.reasons import Reasons, explain
from musubi_engine.portfolio.record import Run, canonical, differences, miscalibrated, record, restore
from musubi_engine.portfolio.robustness import Robustness, robustness
from musubi_engine.portfolio.solving import after_withdrawal, solve

__all__ = [
    "Application", "Calibration", "Call", "ImpossibleRulesError", "Limit", "Mark", "MissingScoresError", "NotComparableError", "Portfolio",
    "Ranking", "Reasons", "RepeatedApplicationError", "Robustness", "Run", "Share", "Sheets", "SolverError", "after_withdrawal", "calibrate",
    "calibrated_scores", "canonical", "differences", "exact_severities", "explain", "in_order", "miscalibrated", "rank_until_budget", "record",
    "restore", "robustness", "solve",
]  # fmt: skip
