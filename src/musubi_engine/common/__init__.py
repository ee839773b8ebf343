"""What every topic of the engine shares: results with explanations, stops, seeds, errors, compilation."""

from musubi_engine.common.errors import EngineError, InvalidDataError
from musubi_engine.common.result import Explanation, Result
from musubi_engine.common.stop import MaxCpuSeconds, MaxRounds, Stop

__all__ = ["EngineError", "Explanation", "InvalidDataError", "MaxCpuSeconds", "MaxRounds", "Result", "Stop"]
