"""`make bench`: its frame, and that all frameworks train the same networks."""

import argparse
import importlib
import json
import sys

import numpy as np
import pytest

from course import paths

pytest.importorskip("tensorflow")
MODELS = "dense", "dcgan", "cgan", "acgan", "pix2pix"


@pytest.fixture(scope="module", autouse=True)
def search():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(paths.root() / "benchmarks"))
        yield


@pytest.fixture
def bench():
    return importlib.import_module("bench")


@pytest.fixture
def record():
    return importlib.import_module("record")


# ---- The frame -------------------------------------------------------------------------------------------------


def test_a_part_that_fails_keeps_its_rows_and_stops_no_other(bench, record, monkeypatch, tmp_path):
    def rows(asked):
        yield record.measured("first", [3.0, 1.0, 2.0], "ms", at_most=2.5)
        yield record.absent("second", "not installed: pip install torch")
        raise RuntimeError("the wheel came off")

    monkeypatch.setitem(sys.modules, "beside.models", argparse.Namespace(rows=rows))
    monkeypatch.setitem(sys.modules, "beside.startup", argparse.Namespace(rows=lambda asked: [record.result("x", 1)]))
    assert bench.main(["models", "startup", "--quick", "--out", str(tmp_path)]) == 1
    first, second, rest = json.loads((tmp_path / "models.json").read_text())["results"]
    assert (first["value"], first["low"], first["high"], first["ok"]) == (2, 1, 3, True)
    assert second["value"] is None and "the wheel came off" in rest["said"]
    text = (tmp_path / "bench.md").read_text()
    for words in ("| first | ≤ 2.5 |  | 2 (1 … 3) ms | yes |", "not installed: pip install torch", "| x |"):
        assert words in text
    assert "scipy" in text and "CPUs" in text


def test_only_a_whole_part_is_recorded(bench, record, monkeypatch, tmp_path):
    monkeypatch.setattr(bench, "HERE", tmp_path)
    monkeypatch.setattr(record, "main", lambda: None)
    kinds = {"models": lambda asked: iter([record.result("x", 1)]), "grading": lambda asked: 1 / 0}
    for name, rows in kinds.items():
        monkeypatch.setitem(sys.modules, f"beside.{name}", argparse.Namespace(rows=rows))
    assert bench.main([*kinds, "--record", "--out", str(tmp_path / "out")]) == 1
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["bench-models.json"]


def test_an_unknown_part_is_a_sentence(bench, capsys):
    with pytest.raises(SystemExit):
        bench.arguments(["model"])
    assert "no part model: the parts are models, quality" in capsys.readouterr().err


def test_curves_are_drawn_by_lab_and_recipe(record):
    rows = [
        {"lab": lab, "recipe": recipe, "curve": [[1, 90.0], [10, last]]}
        for lab in ("lab 04", "lab 06")
        for recipe, last in (("ours", 9.0), ("published", 30.0))
    ]
    text = record.curves([*rows, record.result("no curve", 1)])
    assert text.count("<polyline") == 4 and text.count("lab 04") == 1
    assert "60.0,30.0 310.0,210.0" in text  # from the upper left, the slowest and worst, to the lower right


def test_take_turns_gives_every_way_its_own_number_of_steps():
    from beside.player import take_turns

    asked = []

    def way(name, each):
        return lambda steps: asked.append((name, steps)) or each * steps

    times = take_turns({"fast": way("fast", 0.01), "slow": way("slow", 2.0)}, window=0.1, rounds=2)
    assert asked[-4:] == [("fast", 10), ("slow", 1)] * 2
    assert times["fast"] == pytest.approx([10, 10]) and times["slow"] == pytest.approx([2000, 2000])


def test_neither_compiling_nor_the_cost_of_a_call_is_taken_for_steps():
    from beside.player import enough

    known = set()

    def run(steps):
        new = steps not in known
        known.add(steps)
        return 30.0 * new + 0.06 + 0.001 * steps

    assert 600 <= enough(run, window=1.0) <= 1300


def test_a_curve_counts_training_alone_and_looks_once_at_each_mark(monkeypatch):
    from beside import quality

    now = [0.0]
    monkeypatch.setattr(quality.time, "perf_counter", lambda: now[0])

    def spend(seconds):
        now[0] += seconds
        return [7.0]

    fast = quality.Watched(lambda steps: spend(0.1 * steps), None, (0, 1), stride=5)
    points = quality.curve(fast, 16, 3, lambda game: spend(1000))
    assert [value for _, value in points] == [7.0] * 3
    assert all(mark <= seconds < mark + 1 for (seconds, _), mark in zip(points, (4, 8, 16), strict=True))
    slow = quality.Watched(lambda steps: spend(10 * steps), None, (0, 1))
    assert [seconds for seconds, _ in quality.curve(slow, 16, 3, lambda game: spend(1000))] == [10, 20]


def test_times_of_onednn_are_added_up():
    from beside.player import spent

    log = (
        "onednn_verbose,v1,info,cpu,runtime:threadpool,nthr:2\n"
        "onednn_verbose,v1,primitive,exec,cpu,convolution,brgconv:avx512_core,forward_training,a,,,mb64,1.5\n"
        "onednn_verbose,v1,primitive,create:cache_miss,cpu,reorder,jit:uni,undef,a,,,2x2,7.25\n"
        "onednn_verbose,exec,cpu,matmul,brg:avx512_core,undef,a,,,256x256,0.25\nsomething else,exec,3\n"
    )
    assert spent(log) == pytest.approx(0.00175)


def test_the_engine_is_compared_with_the_best_of_each_group_round_by_round():
    from beside.models import compared

    times = {"our engine, float32": [1, 2], "PyTorch eager, float32": [3, 4], "published loop, float32": [20, 40]}
    where = {name: ("torch" if "Torch" in name else "tensorflow", name.split(",")[0], "float32") for name in times}
    rows = list(compared("dense", "dense", times, where))
    assert [row["value"] for row in rows] == [2.5, 2.5, 20] and [row["at_least"] for row in rows] == [1.0, 1.3, None]
    assert "PyTorch eager" in rows[0]["name"]


# ---- The same networks everywhere ------------------------------------------------------------------------------


def reference(model, folder):
    """Return a file of weights and a batch, and TensorFlow's losses of them."""
    from beside import with_keras

    return folder / f"{model}.npz", with_keras.reference(model, str(folder / f"{model}.npz"))


def test_the_networks_are_those_of_the_labs():
    from beside.networks import PAIRS
    from beside.with_keras import build

    for model in (*MODELS, "conv"):
        assert tuple(network.count_params() for network in build(PAIRS[model])) == PAIRS[model].parameters, model


def test_the_small_pix2pix_is_the_lab_s():
    import math

    import keras
    from beside.networks import PAIRS

    from tests.lab_pieces import pieces

    wanted = "start", "downsample_block", "upsample_block", "unet", "patchgan", "padded"
    lab = pieces("08", wanted, {"keras": keras, "layers": keras.layers, "math": math})
    networks = lab["unet"](64, 16, lab["downsample_block"], lab["upsample_block"]), lab["patchgan"](64, 8)
    assert tuple(network.count_params() for network in networks) == PAIRS["pix2pix"].parameters


def test_stored_weights_give_the_losses_again(tmp_path):
    from beside import with_keras

    path, losses = reference("acgan", tmp_path)
    assert with_keras.losses("acgan", str(path)) == pytest.approx(losses, rel=1e-6)
    with np.load(path) as kept:
        changed = dict(kept) | {"d 0 0": kept["d 0 0"] + 1}
    np.savez(path.with_name("other.npz"), **changed)
    assert with_keras.losses("acgan", str(path.with_name("other.npz"))) != pytest.approx(losses, rel=1e-3)


@pytest.mark.parametrize(
    ("model", "way"),
    [
        *(("conv", way) for way in ("published loop", "keras.io train_step", "two tapes", "our engine")),
        *(pytest.param(model, "published loop", marks=pytest.mark.slow) for model in ("cgan", "acgan", "pix2pix")),
        *(pytest.param(model, "our engine", marks=pytest.mark.slow) for model in ("cgan", "acgan", "pix2pix")),
    ],
)
def test_a_step_moves_both_networks(model, way):
    from beside import with_tensorflow

    training = with_tensorflow.make(model, way, "float32", batch=2)
    before = training.weights()
    training.run(1)
    for one, other in zip(before, training.weights(), strict=True):
        assert any((a != b).any() for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("framework", ["torch", "jax"])
def test_other_frameworks_train_the_same_networks(framework, tmp_path):
    pytest.importorskip(framework, reason=f"{framework} is not installed: pip install -e '.[bench]'")
    from beside.networks import PAIRS
    from beside.player import Player

    with Player(framework) as player:
        for model in MODELS:
            path, losses = reference(model, tmp_path)
            assert player.ask("losses", model=model, path=str(path)) == pytest.approx(losses, abs=1e-4, rel=1e-4), (
                model
            )
        for model in ("dense", "pix2pix"):
            way = "eager" if framework == "torch" else "jitted"
            found = player.ask("build", key=model, model=model, way=way, precision="float32", batch=2)
            assert tuple(found) == PAIRS[model].parameters, model
            assert player.ask("moved", key=model) == [True, True], model
        if framework == "jax":
            assert_parts(player.ask("parts", model="conv", precision="float32"))


def assert_parts(found):
    assert set(found) == {"gradients", "update of the weights"}
    assert all(len(times) == 5 and min(times) > 0 for times in found.values())


@pytest.mark.slow
@pytest.mark.parametrize("model", ["conv", "acgan"])  # the second has an embedding: its gradient is sparse
def test_a_step_s_parts_are_timed_alone(model):
    from beside import with_tensorflow

    assert_parts(with_tensorflow.parts(model, "float32"))


def test_a_player_says_what_is_wrong_and_goes_on():
    from beside.player import Player, PlayerError

    with Player("tensorflow") as player:
        with pytest.raises(PlayerError, match="KeyError: 'no such model'"):
            player.ask("build", key="x", model="no such model", way="two tapes", precision="float32")
        with pytest.raises(PlayerError, match="tensorflow ended with"):
            player.process.kill()
            player.ask("run", key="x", steps=1)


# ---- Convolutions ----------------------------------------------------------------------------------------------


def test_all_convolutions_agree_and_another_one_does_not():
    from beside import convolution

    case = convolution.problem(24, 5)
    found = {name: way(*case) for name, way in convolution.ways().items()}
    convolution.agree(found, 5)
    with pytest.raises(ValueError, match="shifted computes something else"):
        convolution.agree({**found, "shifted": np.roll(case[0], 1)}, 5)


def test_the_crossover_is_the_smallest_kernel_with_which_the_fft_wins(monkeypatch):
    from beside import convolution

    monkeypatch.setattr(convolution, "timed", lambda way, case, runs, most: [way(len(case[1]))])
    ways = {"SciPy, sum": lambda k: k * k, "SciPy, FFT": lambda k: 100}
    assert convolution.crossover("SciPy, sum", 64, ways, 1, 1)["value"] == 11
    ways["SciPy, FFT"] = lambda k: 10_000
    assert convolution.crossover("SciPy, sum", 64, ways, 1, 1)["said"] == "none up to 31"


def test_runs_of_several_seeds_stand_in_one_table_and_a_seed_that_misses_is_counted(record):
    def run(seed, value):
        told = "" if seed == "0" else f", seed {seed}"
        return {
            "command": "python x.py",
            "seeds": seed,
            "results": [record.result(f"mnist{told}: accuracy", value, "%", at_least=99)],
        }

    files = {"cgan-mnist": run("0", 99.5), "cgan-mnist-seed1": run("1", 98.5), "cgan-mnist-seed2": run("2", 99.0)}
    lines = record.over_seeds(files | {"cgan-fashion": run("0", 90.0)})
    assert lines[0] == "`python x.py`, seeds 0, 1, 2"
    assert [cell.strip() for cell in lines[4].split("|")[1:-1]] == [
        "mnist: accuracy", "≥ 99", "99 %", "98.5 %", "99.5 %", "2 of 3",
    ]  # fmt: skip
    assert len(lines) == 6 and not record.over_seeds({"cgan-fashion": run("0", 90.0)})
