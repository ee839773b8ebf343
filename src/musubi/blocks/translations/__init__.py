"""translations (訳文): what records say in other languages, how far each text is, and what to show where one is missing."""
