"""Pictures made fit to be sent: pixels only, upright, small enough; and what is said of those that are not taken."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from photos import (
    SECRETS,
    decoded,
    encoded,
    image,
    jpeg_from_a_phone,
    jpeg_segments,
    noise,
    png_bomb,
    png_chunks,
    png_with_texts,
)
from PySide6.QtGui import QColor

from app.chat.attachment import Attachment, AttachmentKind, pictures_in
from app.chat.picture import JPEG, PNG, header_of
from app.extract.messages import Extracted, decode, encode
from app.extract.picture import MOST_PICTURE_BYTES, MOST_SENT_BYTES, MOST_SIDE, picture_from
from app.extract.reading import extract
from app.extract.source import Source
from app.extract.trouble import ExtractError

HEIC_BEGIN = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
NEEDED_IN_JPEG = {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDD}  # JFIF, tables and the frame


def taken(tmp_path: Path, name: str, data: bytes) -> Attachment:
    (tmp_path / name).write_bytes(data)
    return extract(tmp_path / name)


def refused(tmp_path: Path, name: str, data: bytes) -> str:
    with pytest.raises(ExtractError) as error:
        taken(tmp_path, name, data)
    return str(error.value)


def test_a_phones_photo_goes_out_without_place_time_camera_and_comment(tmp_path: Path) -> None:
    data = jpeg_from_a_phone(image())
    assert all(secret in data for secret in SECRETS)
    picture = taken(tmp_path, "IMG_0001.jpg", data)
    assert not any(secret in picture.data for secret in (*SECRETS, b"Exif"))
    assert set(jpeg_segments(picture.data)) <= NEEDED_IN_JPEG
    assert (picture.kind, picture.size_bytes, picture.text) == (AttachmentKind.PICTURE, len(data), "")


def test_it_stands_upright_though_the_turn_is_no_longer_told(tmp_path: Path) -> None:
    picture = decoded(taken(tmp_path, "a.jpg", jpeg_from_a_phone(image(60, 40))).data)
    assert (picture.width(), picture.height()) == (40, 60)
    assert picture.pixelColor(20, 5).red() > 200
    assert picture.pixelColor(20, 55).blue() > 200


def test_texts_of_a_png_do_not_go_out(tmp_path: Path) -> None:
    data = png_with_texts(image())
    assert b"Hidden comment" in data
    picture = taken(tmp_path, "a.png", data)
    assert set(png_chunks(picture.data)) <= {b"IHDR", b"pHYs", b"IDAT", b"IEND"}
    assert not any(secret in picture.data for secret in SECRETS)


@pytest.mark.parametrize(("format_name", "media_type"), [("PNG", PNG), ("JPEG", JPEG), ("WEBP", JPEG)])
def test_png_jpeg_and_webp_are_taken(tmp_path: Path, format_name: str, media_type: str) -> None:
    picture = taken(tmp_path, "a." + format_name.lower(), encoded(image(), format_name))
    [sent] = pictures_in((picture,))
    assert (sent.media_type, sent.width, sent.height) == (media_type, 60, 40)
    assert decoded(sent.data).pixelColor(5, 5).red() > 200


def test_the_first_bytes_tell_what_it_is_and_not_the_name(tmp_path: Path) -> None:
    assert taken(tmp_path, "notes.txt", encoded(image(), "PNG")).kind is AttachmentKind.PICTURE
    assert "is no picture that can be attached" in refused(tmp_path, "a.png", b"just words")


def test_what_is_seen_through_stays_so(tmp_path: Path) -> None:
    picture = decoded(taken(tmp_path, "a.png", encoded(image(see_through=True), "PNG")).data)
    assert picture.pixelColor(50, 20).alpha() == 0
    assert picture.pixelColor(5, 5) == QColor(255, 0, 0)


def test_the_person_gets_a_small_one_to_look_at(tmp_path: Path) -> None:
    preview = taken(tmp_path, "a.png", encoded(image(480, 90, see_through=True), "PNG")).preview
    assert preview is not None
    assert (preview.width, preview.height) == (240, 45)
    pixels = preview.pixels
    assert pixels is not None
    assert (pixels[:3], pixels[-3:]) == (bytes((255, 0, 0)), bytes((255, 255, 255)))


def test_a_large_one_is_made_smaller_and_that_is_said(tmp_path: Path) -> None:
    picture = taken(tmp_path, "a.png", encoded(image(4_096, 100), "PNG"))
    header = header_of(picture.data)
    assert header is not None
    assert (header.width, header.height) == (MOST_SIDE, 50)
    assert picture.notices[0].english == "It was made smaller: 2,048 × 50 pixels instead of 4,096 × 100."


def test_what_lossless_cannot_make_small_goes_out_as_a_photo(tmp_path: Path) -> None:
    data = encoded(noise(1_000), "PNG")
    assert len(data) > MOST_SENT_BYTES
    picture = taken(tmp_path, "a.png", data)
    assert len(picture.data) <= MOST_SENT_BYTES
    assert picture.data.startswith(b"\xff\xd8")


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (2**31 - 1, 2**31 - 1), (64_000_001, 1)])
def test_a_bomb_is_refused_by_its_header(tmp_path: Path, width: int, height: int) -> None:
    said = refused(tmp_path, "bomb.png", png_bomb(width, height))
    assert said == (f"“bomb.png” would have {width:,} × {height:,} pixels, too many to be read: make it smaller first.")


@pytest.mark.parametrize("cut", [30, 60, 100])
@pytest.mark.parametrize("format_name", ["PNG", "JPEG", "WEBP"])
def test_a_damaged_one_is_refused_or_read_as_far_as_it_goes(tmp_path: Path, format_name: str, cut: int) -> None:
    (tmp_path / "a.png").write_bytes(encoded(image(), format_name)[:cut])
    try:
        data = extract(tmp_path / "a.png").data
    except ExtractError as error:
        data, said = b"", str(error)
    assert data or "damaged" in said or "no picture" in said


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    source = Source("a.png", b"\x89PNG", MOST_PICTURE_BYTES + 1)
    with pytest.raises(ExtractError, match="at most"):
        picture_from(source)


def test_heic_is_refused_in_words_where_the_system_cannot_read_it() -> None:
    with pytest.raises(ExtractError) as error:
        picture_from(Source("a.heic", HEIC_BEGIN, len(HEIC_BEGIN)), can_decode=lambda _: False)
    assert str(error.value) == "“a.heic” is a kind of picture that cannot be read here: save it as JPEG."


def test_heic_is_given_to_the_decoder_where_there_is_one() -> None:
    asked: list[str] = []

    def can_decode(name: str) -> bool:
        asked.append(name)
        return True

    with pytest.raises(ExtractError, match="damaged"):
        picture_from(Source("a.heic", HEIC_BEGIN, len(HEIC_BEGIN)), can_decode=can_decode)
    assert asked == ["heic"]


@pytest.mark.parametrize("name", ["a.gif", "a.bmp", "a.tiff", "a.avif"])
def test_other_kinds_are_told_what_to_do(tmp_path: Path, name: str) -> None:
    assert refused(tmp_path, name, b"GIF89a" + b"\0" * 60) == (
        f"“{name}” is no picture that can be attached: save it as PNG or JPEG."
    )


def test_a_drawing_with_scripts_is_text_and_never_drawn(tmp_path: Path) -> None:
    found = taken(tmp_path, "a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>")
    assert (found.kind, found.data) == (AttachmentKind.TEXT, b"")


def test_it_comes_whole_out_of_the_process(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg_from_a_phone(image()))
    command = [sys.executable, "-m", "app", "--extract", str(tmp_path / "a.jpg")]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    end = decode(done.stdout)
    assert isinstance(end, Extracted)
    assert end.attachment == extract(tmp_path / "a.jpg")
    assert decode(encode(end)) == end
