"""The small checkers catch what they are for."""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tool(name):
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        spec = importlib.util.spec_from_file_location(f"tool_{name}", ROOT / "tools" / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.pop(0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('<p style="color:red">x</p>', "style attribute"),
        ("<script>alert(1)</script>", "inline script"),
        ('<a onclick="x()">x</a>', "event attribute"),
        ('<script src="https://x.example/a.js"></script>', "outside file"),
        ("<img src='a.png'>", "picture without alt"),
        ("<table><tr><td>1</td></tr></table>", "table without caption"),
        ('<form method="post"><button>x</button></form>', "csrf_token"),
        ("<p>翻訳されない文</p>", "outside of translate"),
    ],
)
def test_template_fault_is_found(tmp_path, text, words):
    page = tmp_path / "x.html"
    page.write_text(text, encoding="utf-8")
    assert any(words in row for row in tool("check_templates").findings(page))


def test_good_template_passes(tmp_path):
    page = tmp_path / "x.html"
    page.write_text(
        '{% translate "文" %}<script type="application/json">{}</script><table><caption>{% translate "表" %}</caption></table>', encoding="utf-8"
    )
    assert list(tool("check_templates").findings(page)) == []


def test_long_module_function_template_and_folder_are_found(tmp_path):
    app = tmp_path / "src" / "app"
    (app / "templates").mkdir(parents=True)
    (app / "long.py").write_text("x = 1\n" * 401)
    (app / "function.py").write_text("def f():\n" + "    x = 1\n" * 51)
    (app / "templates" / "a.html").write_text("\n" * 151)
    for number in range(20):
        (app / f"m{number}.py").write_text("")
    found = "\n".join(tool("check_sizes").findings(tmp_path))
    for words in ("401 lines", "f has 52 lines", "151 lines", "22 modules"):
        assert words in found


def test_docstring_does_not_count():
    source = 'def f():\n    """One\n' + "\n" * 60 + '    """\n    return 1\n'
    assert list(tool("check_sizes").long_functions(ast.parse(source), Path("x.py"))) == []


def test_gettext_faults_are_found(tmp_path, monkeypatch):
    checker = tool("check_translations")
    monkeypatch.setattr(checker, "ROOT", tmp_path)
    module = tmp_path / "x.py"
    module.write_text("_(f'a {b}')\n_('%s 件')\n_('%(count)d 件')\n", encoding="utf-8")
    found = list(checker.code_findings(module))
    assert ["f-string" in row or "positional" in row for row in found] == [True, True]


def test_glossary_page_is_up_to_date():
    done = subprocess.run([sys.executable, "tools/write_glossary.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
