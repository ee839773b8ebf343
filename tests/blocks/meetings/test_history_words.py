"""Every event of bodies and meetings has words for the history panel."""

import re
from pathlib import Path

from musubi.blocks.audit.templatetags.history import verb_label
from musubi.blocks.meetings import apps

STEP = re.compile(
    r'"((?:body|seat|officer|member|meeting|agenda|attendance|poll|minutes|utterance|papers|paper_template|advance_question)\.[a-z_]+)"'
)


def test_every_verb_is_told_in_words():
    sources = [path.read_text() for folder in ("domain", "views") for path in (Path(apps.__file__).parent / folder).rglob("*.py")]
    verbs = {verb for source in sources for verb in STEP.findall(source)}
    assert len(verbs) > 40
    assert [verb for verb in sorted(verbs) if verb_label(verb) == verb] == []
    assert verb_label("papers.sent") == "委員への資料の通知"
