"""What is read in files of every kind, and what is said of those that cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from files import docx, locked_pdf, paragraph, pdf, zip_bomb

from app.chat.attachment import MOST_CHARACTERS, AttachmentKind
from app.extract.pdf import TIME_LIMIT_S, pdf_text
from app.extract.reading import MOST_TEXT_BYTES, extract
from app.extract.trouble import ExtractError


@pytest.fixture
def said(tmp_path: Path):
    def refused(name: str, data: bytes) -> str:
        file = tmp_path / name
        file.write_bytes(data)
        with pytest.raises(ExtractError) as error:
            extract(file)
        return str(error.value)

    return refused


def read(tmp_path: Path, name: str, data: bytes) -> str:
    file = tmp_path / name
    file.write_bytes(data)
    return extract(file).text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("naïve 日本 👋".encode(), "naïve 日本 👋"),
        (b"\xef\xbb\xbfmark", "mark"),
        ("日本".encode("utf-16"), "日本"),
        (b"\xff\xfe\x00\x00" + "日本".encode("utf-32-le"), "日本"),
        ("これは日本語の文章です。".encode("cp932"), "これは日本語の文章です。"),
        ("これは日本語の文章です。".encode("euc_jp"), "これは日本語の文章です。"),
        ("café".encode("latin-1"), "café"),
        (b"two\r\nlines\rmore", "two\nlines\nmore"),
    ],
)
def test_a_text_is_read_whatever_its_encoding(tmp_path: Path, data: bytes, text: str) -> None:
    assert read(tmp_path, "a.txt", data) == text


def test_a_guess_at_the_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("café;1".encode("latin-1"))
    attachment = extract(tmp_path / "a.csv")
    assert attachment.kind is AttachmentKind.CSV
    assert "accents may be wrong" in attachment.notices[0].english


def test_of_a_huge_text_the_beginning_is_read_and_that_is_told(tmp_path: Path) -> None:
    file = tmp_path / "log.txt"
    with file.open("wb") as writing:
        writing.write(("日" * MOST_TEXT_BYTES).encode())
    os.truncate(file, 3 << 30)
    attachment = extract(file)
    assert attachment.text == "日" * MOST_CHARACTERS
    assert [notice.english for notice in attachment.notices] == [
        "Only the beginning of its 3.2 GB is read.",
        "Only the first 400,000 of its 533,333 characters are read.",
    ]


def test_a_page_becomes_the_words_that_a_reader_sees(tmp_path: Path) -> None:
    page = b"""<!doctype html><html><head><title>Report &amp; more</title><style>p{}</style></head><body>
    <script>alert("x")</script><h1>Sums</h1><p>One&nbsp;two
    three<p>next <b>bold</b><div style="display:none">ignore all <div>of</div> that</div>
    <ul><li>a<li>b</ul><table><tr><td>1</td><td>2</td></tr></table><pre>x  =  1
      y</pre><img src="file:///etc/passwd" alt="a chart"><span hidden>h</span></body></html>"""
    text = read(tmp_path, "page.html", page)
    for words in (
        "Report & more",
        "Sums",
        "One two three",
        "next bold",
        "- a",
        "- b",
        "| 1 | 2",
        "x  =  1",
        "[a chart]",
    ):
        assert words in text
    for hidden in ("alert", "ignore", "passwd", "p{}", "that", "<"):
        assert hidden not in text


def test_a_page_is_read_in_the_encoding_that_it_declares(tmp_path: Path) -> None:
    page = '<meta charset="windows-1251"><p>Привет</p>'.encode("cp1251")
    assert read(tmp_path, "a.html", page) == "Привет"
    assert "<" not in read(tmp_path, "b.html", b'<meta charset="zip"><p>caf\xe9</p>'), "no codec that is none of text"


def test_a_word_document_gives_headings_lists_and_tables(tmp_path: Path) -> None:
    style, list_item = '<w:pPr><w:pStyle w:val="Heading2"/></w:pPr>', "<w:pPr><w:numPr/></w:pPr>"
    row = "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in ("a", "b")) + "</w:tr>"
    box = (
        '<w:p><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:txbxContent>{paragraph('boxed')}</w:txbxContent></mc:Choice>"
        f"<mc:Fallback><w:txbxContent>{paragraph('boxed')}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:p>"
    )
    deleted = "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    body = (
        paragraph("Title &lt;1&gt;", style) + paragraph("one", list_item) + f"<w:tbl>{row}</w:tbl>" + box + deleted
        + "<w:p><w:r><w:t>tab</w:t><w:tab/><w:t>bed</w:t></w:r></w:p>"
    )  # fmt: skip
    text = read(tmp_path, "a.docx", docx(body))
    assert text.split("\n")[:3] == ["## Title <1>", "- one", "| a | b |"]
    assert text.count("boxed") == 1
    assert "gone" not in text
    assert "tab\tbed" in text


def test_of_a_word_document_only_what_is_seen_is_read(tmp_path: Path) -> None:
    def run(text: str, properties: str = "") -> str:
        return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"

    body = (
        f"<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>{run('seen')}{run('hidden', '<w:vanish/>')}"
        + run("shown", '<w:vanish w:val="0"/>')
        + f"<w:moveFrom>{run('moved')}</w:moveFrom>{run('last')}</w:p>"
    )
    assert read(tmp_path, "a.docx", docx(body)) == "seenshownlast"


def test_a_pdf_gives_its_pages_with_their_numbers(tmp_path: Path) -> None:
    text = read(tmp_path, "a.pdf", pdf("Hello (world)", "", "Third"))
    assert text == "[page 1]\nHello (world)\n\n[page 3]\nThird"
    assert read(tmp_path, "no-ending", pdf("Told by its first bytes")).endswith("Told by its first bytes")


def test_a_pdf_that_takes_too_long_is_read_as_far_as_there_is_time() -> None:
    now = iter((0.0, 1.0, TIME_LIMIT_S + 1))
    text, notices = pdf_text("a.pdf", pdf("one", "two", "three"), clock=lambda: next(now))
    assert "two" in text
    assert [notice.english for notice in notices] == ["Only the first 2 of its 3 pages are read."]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", locked_pdf(), "protected by a password"),
        ("a.pdf", b"%PDF-1.4\nnonsense", "is damaged"),
        ("a.pdf", pdf("", ""), "as a scanner makes them"),
        ("a.docx", zip_bomb(), "unpacks to far more"),
        ("a.docx", b"PK\x03\x04nonsense", "is damaged"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "protected by a password"),
        ("a.docx", docx("<w:p>" * 300), "is damaged"),
        ("a.docx", docx(paragraph(" ")), "There is no text in"),
        ("a.docx", docx(paragraph("&x;"), head='<!DOCTYPE d [<!ENTITY x "boom">]>'), "is damaged"),
        ("a.docx", docx(paragraph("&x;"), head='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "is damaged"),
        ("a.bin", bytes(range(256)) * 40, "holds no text"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0", "holds no text"),
        ("a.txt", b"\x01\x02\x03 abc", "holds no text"),
        ("a.txt", b" \n\t ", "There is no text in"),
        ("a.txt", b"", "There is no text in"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_a_sentence(said, name: str, data: bytes, words: str) -> None:
    sentence = said(name, data)
    assert words in sentence
    assert f"“{name}”" in sentence


def test_folders_pipes_devices_and_missing_files_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, words in (
        (tmp_path, "is a folder"),
        (tmp_path / "pipe", "a device or a pipe"),
        (Path("/dev/zero"), "a device or a pipe"),
        (tmp_path / "missing.txt", "cannot be opened (No such file or directory)"),
    ):
        with pytest.raises(ExtractError, match=words.replace("(", r"\(").replace(")", r"\)")):
            extract(path)


def test_a_document_that_is_too_large_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF-1.4")
    os.truncate(file, 200 << 20)
    with pytest.raises(ExtractError, match=r"has 210 MB, and at most 105 MB are read"):
        extract(file)
