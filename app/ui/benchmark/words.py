"""How a benchmark is told about. What the bench names in a way that we do not know is shown as it says it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from app.session.benchmark import BenchmarkResult, Figure, Run
from app.ui.benchmark.names import name_words, sides_of, step_name
from app.ui.dates import moment_words

PER_SECOND, PER_TOKEN = "tokens/s", "a token"  # the bench's own units


def step_words(run: Run) -> str:
    return step_name(run.step.name) if run.step is not None else QCoreApplication.translate("Benchmark", "Starting…")


def value_words(figure: Figure) -> str:
    return _of_figure(figure, figure.value, digits=3)  # so that one that just fails does not look as if it held


def bound_words(figure: Figure) -> str:
    if figure.is_most:
        words = QCoreApplication.translate("Benchmark", "at most {bound}")
    else:
        words = QCoreApplication.translate("Benchmark", "at least {bound}")
    return words.format(bound=_of_figure(figure, figure.bound, digits=2))


def holds_words(figure: Figure) -> str:
    if figure.holds:
        return QCoreApplication.translate("Benchmark", "Holds")
    return QCoreApplication.translate("Benchmark", "Does not hold")


def sides_words(figure: Figure) -> str:
    """Ours and the peer's; empty where there is no peer."""
    if figure.ours is None or figure.peer is None:
        return ""
    return sides_of(figure).format(ours=_in_unit(figure, figure.ours), peer=_in_unit(figure, figure.peer))


def figure_words(figure: Figure) -> str:
    """All of it in one line, for a screen reader and the clipboard."""
    line = QCoreApplication.translate("Benchmark", "{name}: {value} ({bound}). {holds}.").format(
        name=name_words(figure.name), value=value_words(figure), bound=bound_words(figure), holds=holds_words(figure)
    )
    sides = sides_words(figure)
    return f"{line} {sides}" if sides else line


def heading_words(result: BenchmarkResult) -> str:
    """When, and with what."""
    when = moment_words(result.measured_at)
    if not result.model:
        return QCoreApplication.translate("Benchmark", "Measured with random weights · {when}").format(when=when)
    return QCoreApplication.translate("Benchmark", "Measured with {model} · {when}").format(
        model=result.model, when=when
    )


def machine_words(result: BenchmarkResult) -> str:
    """Only what is known."""
    mlx = result.fact("mlx")
    known = (result.fact("chip"), result.fact("system"), f"MLX {mlx}" if mlx else "")
    return " · ".join(part for part in known if part)


def roofline_words(result: BenchmarkResult) -> str:
    """Empty for a chip that is not known."""
    if not result.roofline:
        return ""
    return QCoreApplication.translate(
        "Benchmark",
        "The memory of {chip} allows at most {most} tok/s of gpt-oss-20b in MXFP4-Q8, whatever the program.",
    ).format(chip=result.fact("chip"), most=result.roofline)


def pieces_words(result: BenchmarkResult) -> str:
    """Empty where that was not measured."""
    if result.piece_tokens is None:
        return ""
    words = QCoreApplication.translate(
        "Benchmark", "This model is read in pieces of {tokens} tokens from the next start of Soliloquy on."
    )
    return words.format(tokens=QLocale().toString(result.piece_tokens))


def not_run_words(result: BenchmarkResult) -> str:
    """A line for each; empty where all was measured."""
    words = QCoreApplication.translate("Benchmark", "Not measured here: {name} ({reason}).")
    return "\n".join(words.format(name=name_words(one.name), reason=one.reason) for one in result.not_run)


def result_words(result: BenchmarkResult) -> str:
    """For the clipboard."""
    figures = (figure_words(figure) for figure in result.figures)
    parts = (heading_words(result), machine_words(result), *figures, not_run_words(result), roofline_words(result))
    parts = (*parts, pieces_words(result))
    return "\n".join(part for part in parts if part) + "\n"


def _of_figure(figure: Figure, value: float, *, digits: int) -> str:
    """A ratio to a peer says that it is one."""
    if figure.peer is not None:
        return f"{QLocale().toString(value, 'f', digits)} ×"
    if abs(value) >= 100:
        return QLocale().toString(value, "f", 0)
    return QLocale().toString(value, "g", 3)


def _in_unit(figure: Figure, value: float) -> str:
    number = QLocale().toString(value, "f", 0 if figure.unit == PER_TOKEN or value >= 1000 else 1)
    known = {
        PER_SECOND: QCoreApplication.translate("Benchmark", "{number} tok/s"),
        PER_TOKEN: QCoreApplication.translate("Benchmark", "{number} a token"),
    }
    return known.get(figure.unit, f"{{number}} {figure.unit}").format(number=number)
