"""Which real file an import means, and that no other is ever read."""

import os

import pytest

from protolang.source.project import Project
from protolang.source.reading import MOST_BYTES, Refusal, RefusedError, read_bytes


@pytest.fixture
def root(tmp_path):
    """A project with a protocol, a library beside it, and a secret outside."""
    folder = tmp_path / "project"
    (folder / "protocols" / "library").mkdir(parents=True)
    (folder / "pyproject.toml").touch()
    (folder / "protocols" / "main.proto").write_bytes(b"main")
    (folder / "protocols" / "library" / "labs.proto").write_bytes(b"labs")
    (tmp_path / "secret.proto").write_bytes(b"secret")
    return folder


@pytest.fixture
def project(root):
    return Project(str(root / "protocols" / "main.proto"))


def refusal(project, path):
    with pytest.raises(RefusedError) as refused:
        project.read(project.find(project.main, path), path)
    return refused.value.reason


def test_a_path_starts_from_the_importing_file(project, root):
    labs = project.find(project.main, "library/labs.proto")
    assert labs == str(root / "protocols" / "library" / "labs.proto")
    assert project.read(labs, "labs") == b"labs"
    assert project.find(labs, "../main.proto") == project.main
    assert project.find(labs, "./.././library//labs.proto") == labs


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("", Refusal.EMPTY),
        ("  ", Refusal.EMPTY),
        ("/etc/passwd.proto", Refusal.ABSOLUTE),
        ("//server/share/x.proto", Refusal.ABSOLUTE),
        ("C:/x.proto", Refusal.DRIVE),
        ("c:x.proto", Refusal.DRIVE),
        ("https://example.org/x.proto", Refusal.DRIVE),
        ("library/labs.proto:stream.proto", Refusal.DRIVE),
        ("library\\labs.proto", Refusal.BACKSLASH),
        ("\\\\server\\x.proto", Refusal.BACKSLASH),
        ("library/labs.proto\0", Refusal.CONTROL),
        ("library/labs\n.proto", Refusal.CONTROL),
        ("library/\u202elabs.proto", Refusal.CONTROL),
        ("library/\ud800.proto", Refusal.CONTROL),
        ("con.proto", Refusal.DEVICE),
        ("library/NUL.x.proto", Refusal.DEVICE),
        ("com1/labs.proto", Refusal.DEVICE),
        ("Lpt³ .proto", Refusal.DEVICE),
        ("../../secret.proto", Refusal.OUTSIDE),
        ("../../project/protocols/library/labs.proto", Refusal.OUTSIDE),
        ("library/../../../secret.proto", Refusal.OUTSIDE),
        ("library/none.proto", Refusal.MISSING),
        ("none/../library/labs.proto", Refusal.MISSING),
        ("main.proto/labs.proto", Refusal.MISSING),
        (f"{'x' * 300}.proto", Refusal.LONG_NAME),
        ("library", Refusal.ENDING),
        ("library/labs.proto/", Refusal.ENDING),
        ("library/.proto", Refusal.ENDING),
        ("library/labs.PROTO", Refusal.ENDING),
        ("folder.proto", Refusal.FOLDER),
        ("pipe.proto", Refusal.NOT_ORDINARY),
        ("null.proto", Refusal.LINK_OUTSIDE),
        ("out.proto", Refusal.LINK_OUTSIDE),
        ("away/secret.proto", Refusal.LINK_OUTSIDE),
        ("loop.proto", Refusal.LOOP),
        ("round/round/labs.proto", Refusal.LOOP),
        ("dangling.proto", Refusal.MISSING),
        ("large.proto", Refusal.TOO_LARGE),
    ],
)
def test_what_is_refused_and_why(project, root, path, reason):
    here = root / "protocols"
    (here / "folder.proto").mkdir()
    os.mkfifo(here / "pipe.proto")
    (here / "null.proto").symlink_to("/dev/null")
    (here / "out.proto").symlink_to("../../secret.proto")
    (here / "away").symlink_to("../..")
    (here / "loop.proto").symlink_to("other.proto")
    (here / "other.proto").symlink_to("loop.proto")
    (here / "round").symlink_to("round")
    (here / "dangling.proto").symlink_to("gone.proto")
    (here / "large.proto").write_bytes(b" " * (MOST_BYTES + 1))
    assert refusal(project, path) is reason


def test_a_file_that_may_not_be_read_says_so(project, root):
    path = root / "protocols" / "library" / "labs.proto"
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert refusal(project, "library/labs.proto") is Refusal.FORBIDDEN


def test_a_name_that_only_begins_like_a_device_is_a_name(project, root):
    (root / "protocols" / "console.proto").write_bytes(b"x")
    assert project.find(project.main, "console.proto")


def test_a_link_inside_the_project_is_the_file_that_it_leads_to(project, root):
    (root / "protocols" / "same.proto").symlink_to("library/labs.proto")
    assert project.find(project.main, "same.proto") == project.find(project.main, "library/labs.proto")


def test_a_main_file_behind_a_link_imports_from_where_it_lies(root, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "link.proto").symlink_to(root / "protocols" / "main.proto")
    project = Project(str(tmp_path / "elsewhere" / "link.proto"))
    labs = project.find(project.main, "library/labs.proto")
    assert labs == str(root / "protocols" / "library" / "labs.proto")
    assert project.shown_as(labs, project.path) == labs


# ---- the root ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["pyproject.toml", ".git"])
def test_the_root_is_the_nearest_folder_with_a_mark(tmp_path, mark):
    for folder in ("", "a/b"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / mark).touch()
    (tmp_path / "a/b/c").mkdir()
    (tmp_path / "a/b/c/main.proto").touch()
    assert Project(str(tmp_path / "a/b/c/main.proto")).root == str(tmp_path / "a/b")


def test_without_a_mark_the_root_is_the_folder_of_the_file(tmp_path):
    (tmp_path / "main.proto").touch()
    if any((folder / mark).exists() for folder in (tmp_path, *tmp_path.parents) for mark in ("pyproject.toml", ".git")):
        pytest.skip("the temporary folder lies in a project")
    project = Project(str(tmp_path / "main.proto"))
    assert project.root == str(tmp_path)
    assert refusal(project, "../main.proto") is Refusal.OUTSIDE


def test_a_root_that_is_named_is_taken_and_no_other(root):
    main = str(root / "protocols" / "main.proto")
    wider = Project(main, str(root.parent))
    assert wider.read(wider.find(wider.main, "../../secret.proto"), "secret") == b"secret"
    assert refusal(Project(main, str(root / "protocols")), "../protocols/main.proto") is Refusal.OUTSIDE


@pytest.mark.parametrize("named", ["protocols/library", "none", "pyproject.toml"])
def test_a_root_without_the_file_is_no_root(root, named):
    with pytest.raises(RefusedError):
        _ = Project(str(root / "protocols" / "main.proto"), str(root / named)).root


# ---- names ---------------------------------------------------------------------------------------------------------


def test_files_are_shown_as_the_user_named_the_first_one(project, root, monkeypatch):
    monkeypatch.chdir(root)
    (root / "protocols" / "variants").mkdir()
    (root / "protocols" / "variants" / "v.proto").touch()
    project = Project("protocols/variants/v.proto")
    labs = project.find(project.main, "../library/labs.proto")
    assert project.name_of(labs) == "../library/labs.proto"
    assert project.shown_as(labs, "protocols/variants/v.proto") == "protocols/library/labs.proto"
    # what is published knows the main file by its name alone
    assert project.shown_as(labs, "v.proto") == "../library/labs.proto"


def test_a_name_with_signs_that_cannot_be_seen_is_written_out(project, root):
    odd = root / "protocols" / "a\x1b[31m\nb.proto"
    odd.touch()
    (root / "protocols" / "plain.proto").symlink_to(odd)
    assert project.name_of(project.find(project.main, "plain.proto")) == r"a\u001b[31m\u000ab.proto"


def test_what_stands_beside_is_named_as_it_would_be_imported(project, root):
    (root / "protocols" / "library" / "notes.txt").touch()
    assert project.names_beside(project.main, "library/lab.proto") == ("library/labs.proto",)
    assert project.names_beside(project.main, "other.proto") == ("main.proto",)
    assert project.names_beside(project.main, "none/other.proto") == ()
    assert project.names_beside(project.main, "../../other.proto") == ()


# ---- one run -------------------------------------------------------------------------------------------------------


def test_a_file_keeps_its_bytes_for_the_whole_run_and_is_named_when_it_has_changed(project, root):
    main, labs = root / "protocols" / "main.proto", root / "protocols" / "library" / "labs.proto"
    assert project.read_main()[0] == b"main"
    real = project.find(project.main, "library/labs.proto")
    assert project.read(real, "shown/labs.proto") == b"labs"
    assert project.changed() == ()
    labs.write_bytes(b"LABS")
    assert project.read(real, "shown/labs.proto") == b"labs"
    assert project.changed() == ("shown/labs.proto",)
    main.unlink()
    assert project.changed() == (str(main), "shown/labs.proto")
    assert project.read_main()[0] == b"main"


def test_a_link_that_leads_elsewhere_has_changed_though_both_files_have_not(project, root):
    here = root / "protocols"
    (here / "one.proto").write_bytes(b"same")
    (here / "two.proto").write_bytes(b"same")
    (here / "link.proto").symlink_to("one.proto")
    project.read(project.find(project.main, "link.proto"), "link.proto")
    (here / "link.proto").unlink()
    (here / "link.proto").symlink_to("two.proto")
    assert project.changed() == ("link.proto",)


def test_a_folder_that_becomes_a_link_out_of_the_project_is_not_followed(project, root, tmp_path):
    real = project.find(project.main, "library/labs.proto")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "labs.proto").write_bytes(b"secret")
    (root / "protocols" / "library").rename(root / "protocols" / "away")
    (root / "protocols" / "library").symlink_to(tmp_path / "outside")
    with pytest.raises(RefusedError) as refused:
        project.read(real, "labs")
    assert refused.value.reason is Refusal.CHANGED


def test_a_file_that_becomes_a_link_is_not_followed(project, root):
    real = project.find(project.main, "library/labs.proto")
    (root / "protocols" / "library" / "labs.proto").unlink()
    (root / "protocols" / "library" / "labs.proto").symlink_to("../../../secret.proto")
    with pytest.raises(RefusedError):
        project.read(real, "labs")


def test_two_protocols_of_one_run_see_the_same_bytes(project, root):
    real = project.find(project.main, "library/labs.proto")
    project.read(real, "labs.proto")
    (root / "protocols" / "library" / "labs.proto").write_bytes(b"LABS")
    other = Project(real, beside=project)
    assert other.read_main()[0] == b"labs"
    assert other.changed() == project.changed() == ("labs.proto",)


def test_a_main_file_is_read_up_to_a_limit_and_again_for_a_higher_one(project, root):
    (root / "protocols" / "main.proto").write_bytes(b"x" * 100)
    assert project.read_main(9) == (b"x" * 10, 100)
    assert project.read_main(200) == (b"x" * 100, 100)
    assert project.changed() == ()


def test_a_main_file_that_is_open_and_deleted_can_be_read(tmp_path):
    path = tmp_path / "here.proto"
    path.write_bytes(b"text")
    with path.open("rb") as file:
        path.unlink()
        project = Project(f"/proc/self/fd/{file.fileno()}")
        assert project.read_main()[0] == b"text"
        assert project.changed() == ()


@pytest.mark.parametrize(
    ("name", "reason"), [("none", Refusal.MISSING), ("", Refusal.MISSING), ("a\0b", Refusal.BAD_NAME)]
)
def test_a_main_file_that_is_none(tmp_path, name, reason):
    with pytest.raises(RefusedError) as refused:
        read_bytes(name, MOST_BYTES)
    assert refused.value.reason is reason
    with pytest.raises(RefusedError):
        Project(name).read_main()
