"""The programs (事業): one thin app for each, in the folders of the vision's lead projects.

An app holds what is its program's own: preset calls, fields, workflow, wording, measures. It stands on the blocks, knows no other
program, and tells the registry (`vision.domain.programs`) in its `program.py` which codes of the plan it serves.
"""
