"""The terminal's progress bar."""

from musubi.cli.progress import Bar


def test_bar_fills_and_never_runs_over():
    bar = Bar("保存しています", 4)
    lines = []
    for name in ("a", "b", "c", "d", "e"):
        lines.append(bar.line(name))
        bar(name)
    assert lines[0] == "保存しています [------------------------] 0/4 a"
    assert lines[2] == "保存しています [############------------] 2/4 c"
    assert lines[4] == "保存しています [########################] 4/4 e"


def test_bar_is_quiet_without_a_terminal(capsys):
    with Bar("x", 1) as bar:
        bar("y")
    assert capsys.readouterr().err == ""
