"""What is not a vision is refused with what to do; no other exception ever leaves the reader."""

import io
from pathlib import Path

import pypdf
import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

from musubi.blocks import vision
from musubi.blocks.vision.domain.brochure import BrochureDraft, NotAVision, read_brochure_file, read_brochure_text
from musubi.blocks.vision.domain.brochure.decode import MAX_BYTES

CATALOGUE = Path(vision.__file__).parent / "locale" / "en" / "LC_MESSAGES" / "django.po"


def blank_pdf(*, password=""):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(width=200, height=200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


REFUSED = {
    "nothing": (b"", "empty"),
    "blanks": (b" \r\n\t ", "empty"),
    "only a mark": ("\ufeff\u3000\n".encode(), "empty"),
    "a recipe": ("カレーの作り方\n玉ねぎを炒めます。\n●材料\nじゃがいも\n".encode(), "not_a_vision"),
    "another plan": ("架空市総合計画\n計画期間 令和5年度から令和9年度まで\n第1章 はじめに\n".encode(), "not_a_vision"),
    "english": (b"Lorem ipsum dolor sit amet, consectetur adipiscing elit.\n" * 50, "not_a_vision"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10, "unsupported_type"),
    "a word file": (b"PK\x03\x04" + bytes(200), "unsupported_type"),
    "an old word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200), "unsupported_type"),
    "noise": (bytes((i * 7919 + i // 3) % 251 + 1 for i in range(5000)), "binary"),
    "zeros": (bytes(1000), "binary"),
    "a broken pdf": (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", "broken_pdf"),
    "a pdf of pictures": (blank_pdf(), "no_text_layer"),
    "a locked pdf": (blank_pdf(password="x"), "encrypted"),
    "too large": (b"a" * (MAX_BYTES + 1), "too_large"),
    "endless projects": ("".join(f"先導プロジェクト {n % 100} 名{n}\n●取組\n" for n in range(500)).encode(), "too_many"),
    "endless initiatives": (("先導プロジェクト A 名\n" + "●取組\n" * 500).encode(), "too_many"),
    "too long": (b"a\n" * 1_500_000, "too_long"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_a_sentence_that_says_what_to_do(name):
    data, code = REFUSED[name]
    with pytest.raises(NotAVision) as caught:
        read_brochure_file(data)
    assert caught.value.code == code
    assert str(caught.value).endswith("。")
    assert "%(" not in str(caught.value)


def test_the_refusal_names_everything_that_is_missing():
    with pytest.raises(NotAVision) as caught:
        read_brochure_text("買い物メモ\nにんじん\n")
    for word in ("計画の名前", "先導プロジェクト", "取組", "重点事業の表", "何も保存していません"):
        assert word in str(caught.value)


def test_the_refusal_speaks_the_reader_s_language():
    with CATALOGUE.open("rb") as file:
        english = {entry.id: entry.string for entry in read_po(file, locale="en")}
    with pytest.raises(NotAVision) as caught:
        read_brochure_text("先導プロジェクト A 名\n")
    message = caught.value.render(english.__getitem__)
    assert message.startswith("This could not be read as the brochure of an industrial promotion vision. Not found: ")
    assert "the table of priority programs" in message
    assert message.isascii()


def outcome(read, source):
    try:
        return read(source)
    except NotAVision as refused:
        return str(refused)


PIECES = [
    "先導プロジェクト **A** ", "重点プロジェクト1", "産業基盤の強化プロジェクト", "●", "○", "□", "◆", "←————→", "●→", "\t", "\n", "\r\n", "|",
    "重点事業", "実現に向けた取組", "■ ", "(仮称)", "推進事業", "2018", "2019", "令和5", "計画期間(前期)", "ビジョン", "発行:", "所沢市産業振興課",
    "〒359-8501", "TEL 04-2998-9157", "「所沢市推進会議」", "<ul>", "<li>", "</td><td>", "。", "、", " ", "\u3000", "\x00", "\ufffd", "- ", "# ",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=60))
def test_line_noise_is_read_or_refused(pieces):
    assert isinstance(outcome(read_brochure_text, "".join(pieces)), BrochureDraft | str)


@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.4\n", b"\xff\xfe", b"\xef\xbb\xbf", b"\x00"]))
def test_any_bytes_are_read_or_refused(data, head):
    assert isinstance(outcome(read_brochure_file, head + data), BrochureDraft | str)


@settings(max_examples=60)
@given(st.data())
def test_a_brochure_with_lines_lost_doubled_or_moved_keeps_sound_codes(brochure, data):
    lines = brochure.split("\n")
    for _ in range(data.draw(st.integers(1, 12))):
        at, to = data.draw(st.integers(0, len(lines) - 1)), data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["drop", "double", "move", "cut"]))
        line = lines[at]
        if change == "drop":
            del lines[at]
        elif change == "double":
            lines.insert(to, line)
        elif change == "move":
            lines.insert(to, lines.pop(at))
        else:
            lines[at] = line[: data.draw(st.integers(0, len(line)))]
    result = outcome(read_brochure_text, "\n".join(lines))
    if isinstance(result, BrochureDraft):
        codes = [x.code for x in (*result.lead_projects, *result.initiatives, *result.programs)]
        assert len(codes) == len(set(codes))
        assert all(x.name and 1 <= x.line <= len(lines) for x in (*result.initiatives, *result.programs))
    else:
        assert result.endswith("。")
