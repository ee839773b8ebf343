"""Tables of the tours."""

from musubi.programs.brand.tours.models.course import Course, CourseStop
from musubi.programs.brand.tours.models.planner_settings import PlannerSettings

__all__ = ["Course", "CourseStop", "PlannerSettings"]
