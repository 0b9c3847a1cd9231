"""QR symbols: another library reads each one, two other encoders agree module by module."""

from __future__ import annotations

from itertools import product

import pytest
import segno
import zxingcpp
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from qrcode import constants
from qrcode.main import QRCode
from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, MODE_NUMBER, QRData

from inserts.model.modules import unpacked
from inserts.qr import MASK, Code, bits, encode, split

LEVELS = {
    "L": constants.ERROR_CORRECT_L,
    "M": constants.ERROR_CORRECT_M,
    "Q": constants.ERROR_CORRECT_Q,
    "H": constants.ERROR_CORRECT_H,
}
MODES = (MODE_8BIT_BYTE, MODE_ALPHA_NUM, MODE_NUMBER)
LINK = "https://shop.example/K7QWM-4XH2M"
CODES = st.text("23456789CFGHJKMNPQRTVWX", min_size=5, max_size=14)
HOSTS = st.text("abcdefghijklmnopqrstuvwxyz-0123456789", min_size=1, max_size=30)
LINKS = st.builds("https://{}.example/{}".format, HOSTS, CODES)
TEXTS = st.one_of(LINKS, st.text(st.characters(codec="utf-8"), min_size=1, max_size=60), st.text("0123Az", min_size=1))


def read(code: Code) -> zxingcpp.Barcode:
    """What another library reads from the symbol, drawn 3 pixels a module with a quiet zone of 4."""
    side, lines = (code.size + 8) * 3, unpacked(code.modules, code.size)
    image = bytearray(b"\xff" * side * side)
    for y, x in product(range(side), range(side)):
        row, column = y // 3 - 4, x // 3 - 4
        inside = 0 <= row < code.size and 0 <= column < code.size
        if inside and lines[row][column] == "1":
            image[y * side + x] = 0
    found = zxingcpp.read_barcodes(memoryview(bytes(image)).cast("B", (side, side)))
    assert len(found) == 1
    return found[0]


def rows(matrix: list[list[bool]] | tuple[bytearray, ...]) -> tuple[str, ...]:
    return tuple("".join("01"[bool(dark)] for dark in row) for row in matrix)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.sampled_from("LMQH"))
def test_another_library_reads_the_payload_back(payload: str, level: str) -> None:
    assert read(encode(payload, level)).bytes.decode() == payload


@pytest.mark.parametrize("level", "LMQH")
def test_the_symbol_has_the_level_asked_for(level: str) -> None:
    assert read(encode(LINK, level)).ec_level == level


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.sampled_from("LMQH"))
def test_qrcode_draws_the_same_symbol_for_equal_segments_version_and_mask(payload: str, level: str) -> None:
    code = encode(payload, level)
    other = QRCode(code.version, LEVELS[level], border=0, mask_pattern=MASK)
    for data, mode in split(payload.encode(), code.version):
        other.add_data(QRData(data, mode=MODES[mode]))
    assert rows(other.get_matrix()) == unpacked(code.modules, code.size)


def test_every_symbol_of_a_batch_is_the_one_qrcode_draws() -> None:
    # Symbols after the first of a form are made by what the differing bits change.
    alphabet = "23456789CFGHJKMNPQRTVWX"
    for number in range(60):
        code = "".join(alphabet[number * place % 23] for place in (3, 5, 7, 11, 13, 17, 2, 1, 19, 4))
        link = f"https://shop.example/{code[:5]}-{code[5:]}"
        other = QRCode(encode(link).version, LEVELS["M"], border=0, mask_pattern=MASK)
        for data, mode in split(link.encode(), 3):
            other.add_data(QRData(data, mode=MODES[mode]))
        assert rows(other.get_matrix()) == unpacked(encode(link).modules, encode(link).size)


@settings(max_examples=60, deadline=None)
@given(st.text("ABCXYZ$%*+-./: 0123456789", min_size=4) | st.sampled_from(["a" * n for n in (14, 26, 42, 62, 84)]))
def test_segno_draws_the_same_symbol_for_equal_mode_version_and_mask(payload: str) -> None:
    # Texts of one mode only, as segno does not split, and none whose bits end on a byte before the symbol
    # is full: segno pads those with one zero byte more.
    code = encode(payload)
    segments = split(payload.encode(), code.version)
    used = bits(segments, code.version) + 4
    assume(len(segments) == 1 and (used % 8 or set(payload) == {"a"}))
    mode = ("byte", "alphanumeric", "numeric")[segments[0].mode]
    other = segno.make(payload, error="m", version=code.version, mode=mode, mask=MASK, boost_error=False, micro=False)
    assert rows(other.matrix) == unpacked(code.modules, code.size)


@settings(max_examples=80, deadline=None)
@given(TEXTS, st.sampled_from("LMQH"))
def test_no_symbol_is_larger_than_the_one_qrcode_finds(payload: str, level: str) -> None:
    other = QRCode(error_correction=LEVELS[level])
    other.add_data(payload)
    assert encode(payload, level).version <= other.best_fit()


@settings(max_examples=60, deadline=None)
@given(st.text("1aA", min_size=1, max_size=7), st.sampled_from([9, 26, 40]))
def test_no_other_segmentation_takes_fewer_bits(payload: str, version: int) -> None:
    data = payload.encode()
    head = {9: (12, 13, 14), 26: (20, 15, 16), 40: (20, 17, 18)}[version]
    size = (lambda n: 8 * n, lambda n: n // 2 * 11 + n % 2 * 6, lambda n: n // 3 * 10 + (0, 4, 7)[n % 3])
    allowed = [(0, 1, 2) if byte in b"1" else (0, 1) if byte in b"A" else (0,) for byte in data]
    least = 10**9
    for modes in product(*allowed):
        runs = [(mode, len(list(run))) for mode, run in _runs(modes)]
        least = min(least, sum(head[mode] + size[mode](count) for mode, count in runs))
    assert bits(split(data, version), version) == least


def _runs(modes: tuple[int, ...]) -> list[tuple[int, list[int]]]:
    found: list[tuple[int, list[int]]] = []
    for mode in modes:
        if not found or found[-1][0] != mode:
            found.append((mode, []))
        found[-1][1].append(mode)
    return found


def test_segments_join_to_the_payload() -> None:
    segments = split(LINK.encode(), 9)
    assert b"".join(segment.data for segment in segments) == LINK.encode()
    assert [segment.mode for segment in segments] == [0, 1]


def test_a_link_with_a_host_of_24_characters_and_a_code_is_version_3() -> None:
    payload = "https://" + "a" * 16 + ".example/K7QWM-4XH2M"
    assert (encode(payload).version, encode(payload).size) == (3, 29)


def test_a_vcard_with_letters_of_the_world_and_line_breaks_reads_back() -> None:
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Køb & Æbler 商店\r\nTEL:+4512345678\r\nEND:VCARD\r\n"
    assert read(encode(card)).bytes.decode() == card


def test_the_longest_payload_fits_and_one_more_byte_is_refused_in_plain_words() -> None:
    assert encode("a" * 2331).version == 40
    with pytest.raises(ValueError, match="2332 bytes are too many for a QR code of level M: shorten"):
        encode("a" * 2332)


def test_versions_on_both_sides_of_a_wider_length_field_hold_the_payload() -> None:
    # 180 and 181 bytes at level M: version 9 holds 180, and from version 10 the length takes 16 bits.
    assert [encode("a" * n).version for n in (180, 181, 213, 214)] == [9, 10, 10, 11]


def test_an_empty_payload_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to put"):
        encode("")


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="L, M, Q, H"):
        encode(LINK, "X")


def test_memory_stays_bounded() -> None:
    assert encode.cache_info().maxsize == 1024
