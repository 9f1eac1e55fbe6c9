import errno
import importlib
import json
import shutil
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from gametheory.sweep import axes, record, tables, verify
from gametheory.sweep import record as record_function

calls: list[float] = []


@dataclass(frozen=True)
class Scenario:
    harm: float


def squares(piece):
    """The squares of a piece, with a note in ``calls`` that it was computed."""
    calls.append(piece)
    if piece < 0:
        raise KeyboardInterrupt
    return {"x": np.array([piece, piece]), "square": np.array([piece, piece]) ** 2}


def scaled(piece, *, scale):
    calls.append(piece)
    return {"y": np.array([piece * scale])}


def harms(scenario):
    calls.append(scenario.harm)
    return {"harm": scenario.harm}


def uneven(piece):
    return {f"column {piece}": [piece]}


@pytest.fixture(autouse=True)
def _no_calls():
    calls.clear()


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "incidents.csv"
    path.write_text("year,killed\n2023,0\n2024,3\n")
    return path


@pytest.fixture
def archive(tmp_path, source):
    with record(tmp_path / "lab", inputs=[source], seed=1, options={"points": 3}) as run:
        run.output("regimes.npz", run.chunked("regimes", squares, [1.0, 2.0, 3.0]))
        run.output("tables/summary.csv", {"name": ["a", "b"], "value": [0.1, np.nan]})
        run.output("summary.json", {"mean": np.float64(2.5), "counts": np.arange(3), "name": "x"})
        run.output("note.txt", "three regimes")
    return tmp_path / "lab"


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text())


def kinds(differences):
    return sorted((difference.kind, difference.file) for difference in differences)


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class TestRecord:
    def test_the_manifest_states_all_that_a_replication_needs_and_no_absolute_path(self, archive, tmp_path):
        stated = manifest(archive)
        assert stated["seed"] == 1
        assert stated["options"] == {"points": 3}
        assert stated["finished"]
        assert stated["python"].count(".") == 2
        assert {"gametheory-deterrence", "numpy", "scipy", "xarray", "numba"} <= stated["packages"].keys()
        assert "gametheory" in stated["sources"]
        assert set(stated["inputs"]) == {"incidents.csv"}
        assert set(stated["outputs"]) == {"regimes.npz", "tables/summary.csv", "summary.json", "note.txt"}
        assert "replaces" not in stated
        assert str(tmp_path) not in (archive / "manifest.json").read_text()
        assert str(Path.home()) not in (archive / "manifest.json").read_text()

    def test_the_input_read_is_the_archives_copy(self, tmp_path, source):
        with record(tmp_path / "lab", inputs=[source]) as run:
            source.write_text("changed meanwhile")
            assert run.input("incidents.csv").read_text().startswith("year,killed")
            with pytest.raises(ValueError, match=r"inputs of this run are \['incidents.csv'\]"):
                run.input("other.csv")

    def test_the_same_results_make_the_same_files(self, archive, tmp_path):
        again = tmp_path / "again"
        with record(again) as run:
            run.output("regimes.npz", run.chunked("regimes", squares, [1.0, 2.0, 3.0]))
        assert (again / "outputs/regimes.npz").read_bytes() == (archive / "outputs/regimes.npz").read_bytes()

    def test_recording_again_removes_the_outputs_of_the_run_before(self, archive):
        with record(archive) as run:
            run.output("other.txt", "new")
        assert verify(archive) == ()
        assert sorted(path.name for path in archive.rglob("*") if path.is_file()) == ["manifest.json", "other.txt"]

    def test_files_of_earlier_runs_are_removed_though_runs_between_were_interrupted(self, archive):
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt), record(archive):
                raise KeyboardInterrupt
        assert ("unlisted", "note.txt") in kinds(verify(archive))
        with record(archive):
            pass
        assert verify(archive) == ()

    def test_a_folder_that_holds_something_else_is_left_alone(self, tmp_path):
        (tmp_path / "thesis.tex").write_text("years of work")
        with pytest.raises(FileExistsError, match="holds something else"), record(tmp_path):
            pass
        assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]

    @pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
    def test_an_archive_that_cannot_be_written_is_unchanged_and_says_so(self, archive, monkeypatch, number):
        before = contents(archive)

        def refuse(*_):
            raise OSError(number, "no writing here")

        monkeypatch.setattr(Path, "replace", refuse)
        with pytest.raises(PermissionError, match=r"cannot be written.*verify\(\)"), record(archive):
            pass
        monkeypatch.undo()
        assert contents(archive) == before

    @pytest.mark.parametrize(
        ("options", "error", "message"),
        [
            ({"folder": "/data/lab"}, ValueError, "absolute path"),
            ({"folders": [{"one": "C:\\data"}]}, ValueError, "absolute path"),
            ({"model": Scenario(1.0)}, TypeError, "JSON needs"),
            ({"level": float("nan")}, ValueError, "JSON"),
        ],
    )
    def test_options_that_no_manifest_can_hold_are_refused_before_anything_is_written(
        self, tmp_path, options, error, message
    ):
        with pytest.raises(error, match=message), record(tmp_path / "lab", options=options):
            pass
        assert not (tmp_path / "lab").exists()

    def test_options_are_fixed_when_the_run_begins(self, tmp_path):
        options = {"grid": (1, 2)}
        nested = {"outer": options}
        with record(tmp_path / "lab", options=nested) as run:
            options["grid"] = (3, 4)
            assert run.options == {"outer": {"grid": [1, 2]}}
        assert manifest(tmp_path / "lab")["options"] == run.options

    def test_two_inputs_of_one_name_are_refused(self, tmp_path, source):
        with pytest.raises(ValueError, match=r"two called 'incidents\.csv'"):
            record_function(tmp_path / "lab", inputs=[source, source]).__enter__()

    @pytest.mark.parametrize("name", ["", "/etc/x.txt", "../x.txt", "a/../../x.txt", "a\\x.txt", ".hidden.txt"])
    def test_nothing_is_written_outside_the_archive(self, tmp_path, name):
        with record(tmp_path / "lab") as run, pytest.raises(ValueError, match="relative path inside"):
            run.output(name, "text")

    @pytest.mark.parametrize(
        ("name", "value", "error"),
        [
            ("x.npz", {"a": np.array([object()])}, TypeError),
            ("x.csv", {"a": [1, 2], "b": [1]}, ValueError),
            ("x.csv", {"a": 1}, ValueError),
            ("x.csv", {}, ValueError),
            ("x.json", {"a": float("nan")}, ValueError),
            ("x.json", {"a": {1, 2}}, TypeError),
            ("x.txt", 3, TypeError),
        ],
    )
    def test_a_value_that_the_format_cannot_hold_is_refused(self, tmp_path, name, value, error):
        with record(tmp_path / "lab") as run:
            with pytest.raises(error):
                run.output(name, value)
            assert not (tmp_path / "lab" / "outputs").exists()


class TestChunked:
    def test_pieces_are_concatenated_in_order_and_progress_is_told(self, tmp_path):
        told = []
        with record(tmp_path / "lab") as run:
            table = run.chunked("squares", squares, [3.0, 1.0], progress=lambda *at: told.append(at))
        assert table["square"].tolist() == [9, 9, 1, 1]
        assert told == [(1, 2), (2, 2)]

    def test_an_interrupted_run_picks_up_without_loss(self, tmp_path):
        with pytest.raises(KeyboardInterrupt), record(tmp_path / "lab") as run:
            run.chunked("squares", squares, [1.0, 2.0, -1.0, 3.0])
        assert kinds(verify(tmp_path / "lab")) == [("unfinished", "manifest.json")]
        assert calls == [1, 2, -1]
        calls.clear()
        with record(tmp_path / "lab") as run:
            table = run.chunked("squares", squares, [1.0, 2.0, 3.0])
        assert calls == [3]
        assert table["x"].tolist() == [1, 1, 2, 2, 3, 3]
        assert verify(tmp_path / "lab") == ()

    def test_a_moved_folder_picks_up_as_well(self, archive, tmp_path, source):
        calls.clear()
        shutil.move(archive, tmp_path / "elsewhere")
        with record(tmp_path / "elsewhere", inputs=[source], seed=1, options={"points": 3}) as run:
            run.chunked("regimes", squares, [1.0, 2.0, 3.0])
        assert calls == []

    def test_a_half_written_chunk_is_computed_again(self, archive, source):
        calls.clear()
        damaged, *_ = (archive / "chunks").rglob("*.npz")
        damaged.write_bytes(damaged.read_bytes()[:50])
        (damaged.parent / f".{damaged.name}.123.part").write_bytes(b"left over")
        with record(archive, inputs=[source], seed=1, options={"points": 3}) as run:
            table = run.chunked("regimes", squares, [1.0, 2.0, 3.0])
        assert len(calls) == 1
        assert table["square"].tolist() == [1, 1, 4, 4, 9, 9]
        assert not list(archive.rglob("*.part"))

    def test_a_write_that_is_interrupted_leaves_no_file(self, tmp_path, monkeypatch):
        def interrupt(_):
            raise KeyboardInterrupt

        monkeypatch.setattr("os.fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            tables.write_atomically(tmp_path / "table.csv", b"1,2,3")
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("change", ["input", "seed", "options", "function", "damage"])
    def test_stale_chunks_are_never_used(self, archive, source, change):
        calls.clear()
        seed, options, function = 1, {"points": 3}, squares
        match change:
            case "input":
                source.write_text("year,killed\n2023,0\n2024,4\n")
            case "seed":
                seed = 2
            case "options":
                options = {"points": 4}
            case "function":
                function = partial(scaled, scale=2.0)
            case "damage":
                for chunk in (archive / "chunks").rglob("*.npz"):
                    chunk.write_bytes(b"PK")
        with record(archive, inputs=[source], seed=seed, options=options) as run:
            run.chunked("regimes", function, [1.0, 2.0, 3.0])
        assert calls == [1, 2, 3]
        assert len(list((archive / "chunks").rglob("*.npz"))) == 3  # the stale ones are gone

    def test_an_edited_source_makes_chunks_stale(self, tmp_path, monkeypatch):
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.setattr(sys, "dont_write_bytecode", True)  # its time stamps are too coarse for edits this fast
        for constant in (1, 2, 2):
            (tmp_path / "edited_work.py").write_text(f"def work(piece):\n    return {{'y': [piece * {constant}]}}\n")
            importlib.invalidate_caches()
            sys.modules.pop("edited_work", None)
            with record(tmp_path / "lab") as run:
                table = run.chunked("work", importlib.import_module("edited_work").work, [1.0])
            assert table["y"] == constant
            assert {"gametheory", "edited_work"} == manifest(tmp_path / "lab")["sources"].keys()
        sys.modules.pop("edited_work")

    def test_work_typed_into_an_interpreter_is_told_apart_by_its_code(self, tmp_path):
        for constant in (1, 2):
            namespace = {"__name__": "interpreter"}
            exec(f"def work(piece):\n    return {{'y': [piece * {constant}]}}", namespace)
            with record(tmp_path / "lab") as run:
                assert run.chunked("work", namespace["work"], [1.0])["y"] == constant

    def test_bound_arguments_tell_chunks_apart(self, tmp_path):
        with record(tmp_path / "lab") as run:
            twice = run.chunked("scaled", partial(scaled, scale=2.0), [1.0])
            thrice = run.chunked("scaled", partial(scaled, scale=3.0), [1.0])
            run.chunked("scaled", partial(scaled, scale=3.0), [1.0])
        assert (twice["y"], thrice["y"]) == (2, 3)
        assert calls == [1, 1]

    def test_pieces_are_told_apart_by_type_and_content(self, tmp_path):
        grid = axes(harm=[1.0, 2.0])["harm"]
        pieces = [Scenario(1.0), Scenario(1), Scenario(np.float64(1)), Scenario(True), Scenario(1.0)]
        pieces += [Scenario(grid), Scenario(grid.values), Scenario(grid.assign_coords(harm=[1, 3]))]
        with record(tmp_path / "lab") as run:
            table = run.chunked("harms", harms, pieces)
        assert len(calls) == len(pieces) - 1
        assert len(table["harm"]) == 5 + 3 * 2

    def test_work_whose_name_does_not_say_what_it_does_is_refused(self, tmp_path):
        scale = 2.0

        def hidden(piece):
            return {"y": [scale * piece]}

        with record(tmp_path / "lab") as run:
            for function in (hidden, lambda piece: {"y": [piece]}):
                with pytest.raises(ValueError, match="depends on its piece alone"):
                    run.chunked("hidden", function, [1.0])
            with pytest.raises(TypeError, match="needs a Python function"):
                run.chunked("hidden", dict, [1.0])
            with pytest.raises(TypeError, match="no fingerprint for a object"):
                run.chunked("squares", squares, [object()])

    def test_every_piece_has_the_same_columns(self, tmp_path):
        with record(tmp_path / "lab") as run:
            with pytest.raises(ValueError, match=r"needs the arrays \['column 1'\]; piece 2"):
                run.chunked("uneven", uneven, [1, 2])
            with pytest.raises(ValueError, match="at least one piece"):
                run.chunked("uneven", uneven, [])


class TestVerify:
    def test_a_sound_archive_has_no_differences_and_is_not_written_to(self, archive, tmp_path):
        shutil.move(archive, tmp_path / "moved")
        before = contents(tmp_path / "moved")
        recompute = {
            "regimes.npz": lambda: {"x": np.repeat([1.0, 2, 3], 2), "square": np.repeat([1.0, 4, 9], 2)},
            "tables/summary.csv": lambda: {"name": ["a", "b"], "value": [0.1 + 1e-12, np.nan]},
            "summary.json": lambda: {"mean": 2.5, "counts": [0, 1, 2], "name": "x"},
            "note.txt": lambda: "three regimes",
        }
        assert verify(tmp_path / "moved", recompute=recompute) == ()
        assert contents(tmp_path / "moved") == before

    def test_what_differs_is_said_file_by_file(self, archive):
        (archive / "outputs/note.txt").write_text("four regimes")
        (archive / "outputs/summary.json").unlink()
        (archive / "inputs/incidents.csv").write_text("")
        (archive / "outputs/tables/extra.csv").write_text("1")
        assert kinds(verify(archive)) == [
            ("altered", "incidents.csv"),
            ("altered", "note.txt"),
            ("missing", "summary.json"),
            ("unlisted", "tables/extra.csv"),
        ]

    @pytest.mark.parametrize(
        ("name", "value", "detail"),
        [
            ("regimes.npz", {"x": np.repeat([1.0, 2, 3], 2)}, "square is on record, but was not recomputed"),
            ("tables/summary.csv", {"name": ["a", "b"], "value": [0.1, 0.2]}, "value[1] is nan on record and 0.2"),
            ("tables/summary.csv", {"name": ["a", "c"], "value": [0.1, np.nan]}, "name[1] is 'b' on record and 'c'"),
            ("tables/summary.csv", {"name": ["a"], "value": [0.1]}, "name has shape (2,) on record and (1,)"),
            ("summary.json", {"mean": 2.5, "counts": [0, 1, 3], "name": "x"}, "counts[2] is 2 on record and 3"),
            ("summary.json", {"mean": 2.5, "counts": [0, "1"], "name": "x"}, "counts is [0, 1, 2] on record"),
            ("summary.json", {"mean": "2.5", "counts": [0, 1, 2], "name": "x"}, "mean is 2.5 on record and '2.5'"),
            ("summary.json", 3, "the value"),
            ("note.txt", "four regimes", "recomputed file differs"),
        ],
    )
    def test_a_value_that_moved_is_named_with_its_place(self, archive, name, value, detail):
        first, *_ = verify(archive, recompute={name: lambda: value})
        assert (first.file, first.kind) == (name, "moved")
        assert detail in first.detail
        assert str(first) == f"{name}: {first.detail}"

    def test_the_tolerance_is_the_one_stated_on_record(self, tmp_path):
        with record(tmp_path / "lab") as run:
            run.output("loose.csv", {"x": [1.0]}, relative=1e-2)
            run.output("tight.csv", {"x": [1.0]})
        moved = {"x": [1.001]}
        found = verify(tmp_path / "lab", recompute={"loose.csv": lambda: moved, "tight.csv": lambda: moved})
        assert kinds(found) == [("moved", "tight.csv")]

    def test_a_damaged_file_is_reported_and_not_compared(self, archive):
        (archive / "outputs/regimes.npz").write_bytes(b"PK\x03\x04")
        (archive / "outputs/summary.json").unlink()
        recompute = {"regimes.npz": lambda: {}, "summary.json": lambda: {}}
        found = verify(archive, recompute=recompute)
        assert kinds(found) == [("altered", "regimes.npz"), ("missing", "summary.json")]

    def test_what_is_no_archive_is_refused(self, tmp_path, archive):
        with pytest.raises(FileNotFoundError):
            verify(tmp_path / "nothing")
        with pytest.raises(ValueError, match=r"only outputs can be recomputed.*\['nothing.csv'\]"):
            verify(archive, recompute={"nothing.csv": dict})
        (archive / "manifest.json").write_text('{"format": 99}')
        with pytest.raises(ValueError, match="format 1"):
            verify(archive)

    def test_an_array_that_needs_pickle_is_never_loaded(self, tmp_path):
        with record(tmp_path / "lab") as run:
            run.output("x.npz", {"a": [1.0]})
        path = tmp_path / "lab/outputs/x.npz"
        np.savez(path, a=np.array([Scenario(1.0)], dtype=object))
        with pytest.raises(ValueError, match="allow_pickle"):
            tables.decode("x.npz", path.read_bytes())
