"""Office files with tags, which a clerk edits in Word or Excel and the platform fills.

Word and Excel share one syntax: `{{ year.label }}` writes a value; `{%tr for p in programs %}` and `{%tr endfor %}`, each
in a row of its own, repeat the rows between them; `{%p if p.done %}` … `{%p endif %}` keep or drop paragraphs.
"""
