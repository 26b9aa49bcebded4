"""Bytes become text, or an answer that says what the file seems to be."""

import codecs

import pytest

from protolang.diagnostics import Diagnostic
from protolang.syntax.decode import MOST_BYTES, decode

from .examples import FLAGSHIP


def refused(data: bytes) -> Diagnostic:
    outcome = decode("x.proto", data)
    assert outcome.value is None
    return outcome.diagnostics[0]


def text_of(data: bytes) -> str:
    outcome = decode("x.proto", data)
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    return outcome.value.text


def test_text_is_kept_as_it_is() -> None:
    text = "protocol p { # é ≥ 😀 \u200d\r\n\t}\n"
    assert text_of(text.encode()) == text
    assert text_of(FLAGSHIP.encode()) == FLAGSHIP


def test_a_mark_of_utf8_is_dropped() -> None:
    assert text_of(codecs.BOM_UTF8 + b"protocol p { }") == "protocol p { }"


def test_an_empty_file_is_text() -> None:
    assert text_of(b"") == ""


def test_a_large_file_is_refused_before_it_is_read() -> None:
    assert refused(b"\xff" * (MOST_BYTES + 1)).code.number == "PL001"
    diagnostic = refused(b" " * (100 * MOST_BYTES))
    assert diagnostic.message == "the file has 104,857,600 bytes: a protocol may have 1,048,576"
    assert text_of(b" " * MOST_BYTES) == " " * MOST_BYTES


def test_bytes_that_are_no_text_are_placed() -> None:
    diagnostic = refused(codecs.BOM_UTF8 + b"protocol p {\n  # caf\xe9 \xe9\n}")
    assert diagnostic.code.number == "PL002"
    assert diagnostic.message == "the byte E9 at offset 23 is not UTF-8"
    position = diagnostic.primary.span.start_position
    assert (position.line, position.column) == (2, 8)
    assert diagnostic.primary.span.text == "\ufffd"
    assert diagnostic.primary.span.source.text.startswith("protocol p {\n")


@pytest.mark.parametrize(
    "data",
    [b"\xed\xa0\x80", b"\xc0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82", b"\x80", b"abc\xff"],
    ids=["surrogate", "overlong", "beyond", "cut", "continuation", "never"],
)
def test_what_is_not_utf8(data: bytes) -> None:
    assert refused(data).code.number == "PL002"


def test_utf16_is_named() -> None:
    diagnostic = refused("protocol p { }".encode("utf-16"))
    assert (diagnostic.code.number, diagnostic.message) == ("PL002", "the file is saved as UTF-16: save it as UTF-8")


@pytest.mark.parametrize(
    ("character", "message"),
    [
        ("\x00", "a control character (U+0000) cannot be seen"),
        ("\x1b", "a control character (U+001B) cannot be seen"),
        ("\x0c", "a control character (U+000C) cannot be seen"),
        ("\x85", "a control character (U+0085) cannot be seen"),
        ("\u202e", "right-to-left override (U+202E) can make the text read otherwise than it is"),
        ("\u2066", "left-to-right isolate (U+2066) can make the text read otherwise than it is"),
        ("\u200f", "right-to-left mark (U+200F) can make the text read otherwise than it is"),
        ("\u200b", "zero width space (U+200B) cannot be seen"),
        ("\ufeff", "zero width no-break space (U+FEFF) cannot be seen"),
        ("\u2028", "line separator (U+2028) cannot be seen"),
        ("\U000e0041", "tag latin capital letter a (U+E0041) cannot be seen"),
    ],
)
def test_characters_that_are_refused_everywhere(character: str, message: str) -> None:
    diagnostic = refused(f'protocol p "a{character}b" {{ }}'.encode())
    assert (diagnostic.code.number, diagnostic.message) == ("PL003", message)
    assert diagnostic.primary.span.start == 13


def test_each_place_is_told() -> None:
    outcome = decode("x.proto", "protocol p { # \u202e one \u2066 two \u0000\n }".encode())
    assert [item.primary.span.start for item in outcome.diagnostics] == [15, 21, 27]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('syntax = "proto3";\nmessage X { }', "Protocol Buffers"),
        ("// a licence\n/* and\nmore */\n  syntax='proto2';", "Protocol Buffers"),
        ('edition = "2023";', "Protocol Buffers"),
        ("package a.b.c;\n", "Protocol Buffers"),
        ('import "google/protobuf/any.proto";', "Protocol Buffers"),
        ('import public "x.proto";', "Protocol Buffers"),
        ("message Person {\n string name = 1;\n}", "Protocol Buffers"),
        ("service Search { }", "Protocol Buffers"),
        ('option java_package = "x";', "Protocol Buffers"),
        ('<?xml version="1.0"?><x/>', "XML or HTML"),
        ("<!DOCTYPE html><html>", "XML or HTML"),
        ("\n<scxml xmlns='x'>", "XML or HTML"),
        ('{"resourceType": "PlanDefinition"}', "JSON"),
        ('[{"a": 1}]', "JSON"),
        ("%PDF-1.7\n", "a PDF document"),
        ("PK\x03\x04....", "a ZIP archive"),
        ("{\\rtf1", "an RTF document"),
    ],
)
def test_other_kinds_of_files_are_recognised(text: str, what: str) -> None:
    diagnostic = refused(text.encode())
    assert diagnostic.code.number == "PL011"
    assert diagnostic.message.startswith("this is ")
    assert what in diagnostic.message
    assert diagnostic.message.endswith(", not a clinical protocol")


@pytest.mark.parametrize(
    "text", ["protocol p { }", "# message X {\nprotocol p { }", "variant v of p { }", "hello", 'import "x"']
)
def test_what_might_be_ours_is_left_to_the_parser(text: str) -> None:
    assert text_of(text.encode()) == text
