"""様式: every form as a sheet of paper, blank to be filled in by hand or filled with what was handed in."""
