"""Reading several files as one program."""

import hashlib

import pytest

from protolang.driver import analyse
from protolang.source.project import Project
from protolang.syntax.decode import decode
from protolang.syntax.parser import parse
from protolang.variants import imports as imports_module
from protolang.variants.imports import MOST_DEPTH, MOST_FILES, MOST_IMPORTS, load


@pytest.fixture
def write(tmp_path):
    """Writes files of a project, each with what it imports; `kind` comes from the name of the file."""
    (tmp_path / "pyproject.toml").touch()

    def _write(**files):
        for name, paths in files.items():
            text(name, *(f'import "{path}"' for path in paths))
        return tmp_path

    def text(name, *lines):
        kind, _, rest = name.partition("_")
        head = {
            "p": f"protocol {name}",
            "v": f"variant {name} of {rest}",
            "l": f"library {name}",
        }[kind]
        path = tmp_path / f"{name}.proto"
        path.write_text("\n".join((*lines, f'{head} "Title" {{', "}", "")), encoding="utf-8")
        return path

    _write.text = text
    return _write


def loaded(path, **given):
    project = Project(str(path), **given)
    source = decode(str(path), project.read_main()[0]).value
    return load(source, parse(source).value.tree, project)


def names(outcome):
    return [file.source.imported_as for file in outcome.value.files]


def told(outcome):
    return [(item.code.number, item.message) for item in outcome.diagnostics]


def one(outcome):
    assert len(outcome.diagnostics) == 1, told(outcome)
    return outcome.diagnostics[0]


def test_files_stand_behind_what_they_import_and_the_main_file_is_last(write):
    here = write(
        v_p_a=["p_a.proto", "l_x.proto"], p_a=["l_y.proto", "l_x.proto"], l_x=["l_z.proto"], l_y=["l_z.proto"], l_z=[]
    )
    outcome = loaded(here / "v_p_a.proto")
    assert told(outcome) == []
    assert names(outcome) == ["l_z.proto", "l_y.proto", "l_x.proto", "p_a.proto", ""]
    assert outcome.value.is_complete
    main = outcome.value.main
    assert main.source.path == str(here / "v_p_a.proto")
    assert list(main.visible) == ["p_a", "l_x"]
    assert main.visible["l_x"] is main.visible["p_a"].visible["l_x"]
    assert outcome.value.imported == tuple(file.source for file in outcome.value.files[:-1])
    assert [file.source.imported_as for file in outcome.value.reachable(main.visible["p_a"])] == [
        "l_z.proto", "l_y.proto", "l_x.proto",
    ]  # fmt: skip
    assert outcome.value.reachable(main.visible["l_x"].visible["l_z"]) == ()


def test_a_file_without_imports_is_all_there_is(write):
    outcome = loaded(write(p_a=[]) / "p_a.proto")
    assert (told(outcome), names(outcome)) == ([], [""])


def test_a_file_is_parsed_once_however_many_ways_lead_to_it(write, monkeypatch):
    """3 ** 15 ways: read one by one they would not end."""
    files = {"p_0": ["l_1a.proto", "l_1b.proto", "l_1c.proto"]}
    for level in range(1, MOST_DEPTH):
        below = [f"l_{level + 1}{side}.proto" for side in "abc"] if level < MOST_DEPTH - 1 else ["l_end.proto"]
        files |= {f"l_{level}{side}": below for side in "abc"}
    here = write(**files, l_end=[])
    parsed = []
    monkeypatch.setattr(imports_module, "parse", lambda source: parsed.append(source.path) or parse(source))
    outcome = loaded(here / "p_0.proto")
    assert told(outcome) == []
    assert len(parsed) == len(set(parsed)) == len(outcome.value.files) - 1 == 3 * (MOST_DEPTH - 1) + 1


def test_one_file_under_two_names_is_one_file(write):
    here = write(p_a=["l_x.proto", "l_y.proto"], l_x=["l_z.proto"], l_y=["link.proto"], l_z=[])
    (here / "link.proto").symlink_to("l_z.proto")
    assert names(loaded(here / "p_a.proto")) == ["l_z.proto", "l_x.proto", "l_y.proto", ""]


# ---- circles and limits ----------------------------------------------------------------------------------------------


def test_a_circle_is_placed_at_the_import_that_closes_it(write):
    here = write(p_a=["l_b.proto"], l_b=["l_c.proto"], l_c=["l_d.proto"], l_d=["l_b.proto"])
    found = one(loaded(here / "p_a.proto"))
    assert found.code.number == "PL008"
    assert found.message == (
        "the imports go in a circle: `l_b.proto` imports `l_c.proto` imports `l_d.proto`, which imports the first again"
    )
    assert found.primary.span.source.imported_as == "l_d.proto"
    assert [(label.span.source.imported_as, label.span.text) for label in found.secondary] == [
        ("l_b.proto", 'import "l_c.proto"'),
        ("l_c.proto", 'import "l_d.proto"'),
    ]


@pytest.mark.parametrize("name", ["p_a", "v_p_a"])
def test_a_file_that_imports_itself(write, name):
    found = one(loaded(write(**{name: [f"{name}.proto"]}) / f"{name}.proto"))
    assert (found.code.number, found.message) == ("PL008", "this file imports itself")


def test_a_circle_through_a_link_is_a_circle(write):
    here = write(p_a=["l_b.proto"], l_b=["link.proto"])
    (here / "link.proto").symlink_to("l_b.proto")
    assert one(loaded(here / "p_a.proto")).message == "this file imports itself"


def chain(write, length):
    files = {f"l_{number}": [f"l_{number + 1}.proto"] for number in range(1, length)}
    return write(p_0=["l_1.proto"], **files, **{f"l_{length}": []})


def test_as_deep_as_may_be(write):
    assert told(loaded(chain(write, MOST_DEPTH) / "p_0.proto")) == []


def test_too_deep_is_told_once_with_the_way(write):
    found = one(loaded(chain(write, 3 * MOST_DEPTH) / "p_0.proto"))
    assert found.code.number == "PL008"
    assert found.message == f"`l_{MOST_DEPTH + 1}.proto` is imported over more than {MOST_DEPTH} files"
    assert found.primary.span.source.imported_as == f"l_{MOST_DEPTH}.proto"
    assert [label.span.text for label in found.secondary][-2:] == ['import "l_2.proto"', 'import "l_1.proto"']


@pytest.mark.parametrize("order", [["l_1.proto", "l_5.proto"], ["l_5.proto", "l_1.proto"]])
def test_the_longest_way_counts_in_whatever_order_files_are_met(write, order):
    here = chain(write, MOST_DEPTH + 1)
    write.text("p_0", *(f'import "{path}"' for path in order))
    assert [code for code, _ in told(loaded(here / "p_0.proto"))] == ["PL008"]


def test_too_many_files_are_told_once(write):
    groups = MOST_FILES // 32 + 2
    files = {f"l_{group}": [f"l_{group}x{n}.proto" for n in range(32)] for group in range(groups)}
    leaves = {f"l_{group}x{n}": [] for group in range(groups) for n in range(32)}
    here = write(p_a=[f"l_{group}.proto" for group in range(groups)], **files, **leaves)
    outcome = loaded(here / "p_a.proto")
    assert told(outcome) == [("PL007", f"more than {MOST_FILES} files are imported")]
    assert len(outcome.value.imported) == MOST_FILES


def test_too_many_imports_of_one_file(write):
    here = write(p_a=[f"l_{number}.proto" for number in range(MOST_IMPORTS + 9)])
    for number in range(MOST_IMPORTS + 9):
        write.text(f"l_{number}")
    found = one(loaded(here / "p_a.proto"))
    assert found.code.number == "PL007"
    assert found.primary.span.text == f'import "l_{MOST_IMPORTS}.proto"'


# ---- what is imported ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("main", "other", "message"),
    [
        ("p_a", "p_b", "`p_b.proto` is not a library, and a protocol imports libraries only"),
        ("p_a", "v_b", "`v_b.proto` is not a library, and a protocol imports libraries only"),
        ("l_a", "p_b", "`p_b.proto` is not a library, and a library imports libraries only"),
        ("l_a", "v_b", "`v_b.proto` is not a library, and a library imports libraries only"),
    ],
)
def test_only_a_variant_imports_a_protocol(write, main, other, message):
    found = one(loaded(write(**{main: [f"{other}.proto"], other: []}) / f"{main}.proto"))
    assert (found.code.number, found.message) == ("PL008", message)
    assert found.secondary[0].span.text == other


def test_a_variant_imports_its_base_and_no_other_protocol(write):
    here = write(v_p_a=["p_a.proto", "p_b.proto", "l_c.proto"], p_a=[], p_b=[], l_c=[])
    assert one(loaded(here / "v_p_a.proto")).message == "`p_b.proto` is neither the base of this variant nor a library"


def test_where_the_base_is_not_imported_nothing_is_said_here(write):
    """What looks for the base says so, with the names that there are."""
    outcome = loaded(write(v_p_a=["p_b.proto"], p_b=[]) / "v_p_a.proto")
    assert told(outcome) == []
    assert list(outcome.value.main.visible) == ["p_b"]


def test_a_variant_of_a_variant(write):
    outcome = loaded(write(v_v_p_a=["v_p_a.proto"], v_p_a=["p_a.proto"], p_a=[]) / "v_v_p_a.proto")
    assert told(outcome) == []
    assert list(outcome.value.main.visible["v_p_a"].visible) == ["p_a"]


def test_a_file_imported_twice(write):
    found = one(loaded(write(p_a=["l_b.proto", "./l_b.proto"], l_b=[]) / "p_a.proto"))
    assert (found.code.number, found.message) == ("PL102", "`./l_b.proto` is imported twice")
    assert found.secondary[0].span.text == 'import "l_b.proto"'


def test_two_files_of_one_name(write, tmp_path):
    here = write(p_a=["l_b.proto", "other/l_b.proto"], l_b=[])
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "l_b.proto").write_bytes((here / "l_b.proto").read_bytes())
    found = one(loaded(here / "p_a.proto"))
    assert (found.code.number, found.message) == ("PL102", "two imported files are called `l_b`")


# ---- what cannot be read ---------------------------------------------------------------------------------------------


def test_a_missing_file_is_placed_at_the_import_with_the_way_that_leads_there(write):
    here = write(p_a=["l_b.proto"], l_b=["l_cc.proto"], l_c=[])
    outcome = loaded(here / "p_a.proto")
    found = one(outcome)
    assert found.message == "`l_cc.proto` cannot be imported: there is no such file"
    assert found.primary.span.source.imported_as == "l_b.proto"
    assert [label.span.text for label in found.secondary] == ['import "l_b.proto"']
    assert found.help == "did you mean `l_c.proto`?"
    assert not outcome.value.is_complete


def test_a_path_out_of_the_project_says_what_the_project_is(write):
    found = one(loaded(write(p_a=["../../../etc/x.proto"]) / "p_a.proto"))
    assert found.message == "`../../../etc/x.proto` cannot be imported: it lies outside the project"
    assert "--root" in found.help


@pytest.mark.parametrize("path", ["", " ", "a\\nb.proto", "`x`/y", "x" * 5000 + ".proto", "\\u202e.proto"])
def test_an_odd_path_is_told_on_one_short_line(write, path):
    here = write(p_a=[])
    write.text("p_a", f'import "{path}"')
    source = decode("p_a.proto", (here / "p_a.proto").read_bytes()).value
    tree = parse(source).value.tree
    if tree is None or not tree.imports:
        pytest.skip("the language has no such text")
    found = one(load(source, tree, Project(str(here / "p_a.proto"))))
    assert found.code.number == "PL008"
    assert found.message.isprintable()
    assert len(found.message) < 200
    assert found.message.count("`") % 2 == 0


def test_a_mistake_in_an_imported_file_is_told_once_and_there(write):
    here = write(p_a=["l_b.proto", "l_c.proto"], l_b=["l_d.proto"], l_c=["l_d.proto"])
    (here / "l_d.proto").write_text('library l_d "x" {\n  nonsense here\n}\n')
    outcome = loaded(here / "p_a.proto")
    found = one(outcome)
    assert found.code.number == "PL010"
    assert str(found.primary.span).endswith("l_d.proto:2:3")
    assert "nonsense" in outcome.value.files[0].skipped_names


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'syntax = "proto3";\nmessage X {}\n', "PL011"),
        (b"%PDF-1.7", "PL011"),
        (b"library \xff", "PL002"),
        ("library l_b \"a\u202eb\" {}".encode(), "PL003"),
    ],
)  # fmt: skip
def test_another_kind_of_file_is_told_at_its_place_with_who_imports_it(write, content, code):
    here = write(p_a=["l_b.proto"])
    (here / "l_b.proto").write_bytes(content)
    outcome = loaded(here / "p_a.proto")
    found = one(outcome)
    assert found.code.number == code
    assert found.primary.span.source.path == str(here / "l_b.proto")
    assert found.secondary[-1].span.text == 'import "l_b.proto"'
    assert outcome.value.files[0].tree is None
    assert not outcome.value.is_complete
    assert outcome.value.main.visible == {}


def test_a_large_file(write):
    here = write(p_a=["l_b.proto"])
    (here / "l_b.proto").write_bytes(b" " * (3 << 20))
    assert one(loaded(here / "p_a.proto")).message == (
        "`l_b.proto` cannot be imported: it has 3.0 MB, a protocol may have 1 MB"
    )


def test_a_text_without_a_file_imports_nothing(write):
    source = decode("p.proto", b'import "l.proto"\nprotocol p "x" {\n}\n').value
    outcome = load(source, parse(source).value.tree, None)
    assert told(outcome) == [("PL008", "this text stands in no folder to import from")]


# ---- pinned hashes ---------------------------------------------------------------------------------------------------


@pytest.fixture
def pinned(write):
    here = write(l_b=[])
    sha256 = hashlib.sha256((here / "l_b.proto").read_bytes()).hexdigest()

    def _pinned(text):
        return loaded(write.text("p_a", f'import "l_b.proto" sha256 "{text}"'))

    return _pinned, sha256


def test_the_hash_that_was_pinned(pinned):
    outcome, sha256 = pinned
    assert told(outcome(sha256)) == told(outcome(sha256.upper())) == []


def test_another_hash(pinned):
    outcome, sha256 = pinned
    other = "0123456789abcdef" * 4
    found = one(outcome(other))
    assert found.code.number == "PL008"
    assert found.message == (
        f"`l_b.proto` is not the file that was pinned: it has the hash {sha256[:12]}…, pinned is 0123456789ab…"
    )
    assert sha256 in found.help


@pytest.mark.parametrize("text", ["", "abc", "g" * 64, "a" * 63, "a" * 65, " " + "a" * 63, "٣" * 64])
def test_what_is_no_hash(pinned, text):
    outcome, _ = pinned
    found = one(outcome(text))
    assert (found.code.number, found.message) == ("PL008", "the hash pinned for `l_b.proto` is not one of SHA-256")


def test_each_import_of_one_file_is_held_to_its_own_hash(write):
    here = write(p_a=["l_x.proto", "l_y.proto"], l_b=[])
    sha256 = hashlib.sha256((here / "l_b.proto").read_bytes()).hexdigest()
    write.text("l_x", f'import "l_b.proto" sha256 "{sha256}"')
    write.text("l_y", f'import "l_b.proto" sha256 "{"0" * 64}"')
    found = one(loaded(here / "p_a.proto"))
    assert found.primary.span.source.imported_as == "l_y.proto"


def test_no_import_leads_to_a_traceback(write):
    """Whatever stands in the quotes."""
    here = write(p_a=[])
    for path in (
        "/",
        ".",
        "..",
        "...",
        "~",
        "~/x.proto",
        "%2e%2e/x.proto",
        "*",
        "$HOME/x.proto",
        "x.proto?y",
        "-",
        "a" * 70,
    ):
        write.text("p_a", f'import "{path}"')
        assert analyse(str(here / "p_a.proto"), (here / "p_a.proto").read_bytes()) is not None
        assert [code for code, _ in told(loaded(here / "p_a.proto"))] == ["PL008"], path
