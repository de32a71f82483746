"""The byte alphabet of byte-level BPE: each byte has one printable character that stands for it in a tokenizer file.

Source: ``bytes_to_unicode`` in encoder.py of openai/gpt-2, which every byte-level tokenizer.json still follows.
"""

from __future__ import annotations

_PRINTABLE = (*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100))
_OTHERS = tuple(byte for byte in range(256) if byte not in _PRINTABLE)

CHARACTER_OF_BYTE: dict[int, str] = {
    **{byte: chr(byte) for byte in _PRINTABLE},
    **{byte: chr(0x100 + place) for place, byte in enumerate(_OTHERS)},
}
_BYTE_OF_CHARACTER = {character: byte for byte, character in CHARACTER_OF_BYTE.items()}
_TO_CHARACTERS = {byte: CHARACTER_OF_BYTE[byte] for byte in range(256)}


def characters_of(data: bytes) -> str:
    return data.decode("latin-1").translate(_TO_CHARACTERS)


def bytes_of(characters: str) -> bytes:
    """Raises KeyError for a character that stands for no byte."""
    return bytes([_BYTE_OF_CHARACTER[character] for character in characters])
