"""What an eval log of Inspect says of a run as a whole (`EvalSpec`, `EvalResults` ...)."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import Any

from jevons import __version__
from jevons.core.records import Dial, DialMode, Outcome, SamplingParams
from jevons.core.runs.run import RunState
from jevons.core.runs.sample_rows import Sample
from jevons.core.runs.transfer.inspect_sample import SCORER, cluster_of, usage_object
from jevons.core.runs.transfer.run_lines import outcome_of, plan_object
from jevons.core.runs.transfer.run_snapshot import RunSnapshot


class InspectHeader:
    """The header of a log, summed up while its samples are written."""

    def __init__(self, snapshot: RunSnapshot, ids: Sequence[str | int]) -> None:
        self._snapshot = snapshot
        self._ids = ids
        self._graded: dict[int, tuple[int, int]] = {}
        """Right and graded samples, by the position of the question."""
        self._usage: dict[str, dict[str, Any]] = {}
        self._whole = 0

    def count(self, sample: Sample) -> None:
        """Take a sample into the sums."""
        outcome = outcome_of(sample)
        self._whole += outcome != Outcome.ERROR
        if outcome and outcome != Outcome.STOPPED:
            right, graded = self._graded.get(sample.row.question, (0, 0))
            right += outcome == Outcome.CORRECT
            self._graded[sample.row.question] = (right, graded + 1)
        usage = usage_object(sample.generation.usage, sample.row.usd)
        sums = self._usage.setdefault(sample.generation.model, dict.fromkeys(usage))
        for name, value in usage.items():
            if value is not None:
                sums[name] = (sums[name] or 0) + value

    def spec(self) -> dict[str, Any]:
        """Which exam was put to which model, and how (`EvalSpec`)."""
        run, exam = self._snapshot.run, self._snapshot.exam
        created = run.created_at.isoformat()
        name = f"{exam.digest} {created} {' '.join(run.plan.models)}"
        identity = hashlib.sha256(name.encode()).hexdigest()
        metrics = [
            {"name": "inspect_ai/accuracy", "options": {}},
            {"name": "inspect_ai/stderr", "options": {"cluster": "cluster"}},
        ]
        return {
            "eval_id": identity[:22],
            "run_id": identity[22:44],
            "created": created,
            "task": exam.name,
            "task_id": exam.digest[:22],
            "task_version": 0,
            "dataset": {
                "name": exam.name,
                "location": exam.source or None,
                "samples": len(exam.questions),
                "sample_ids": self._ids,
                "shuffled": False,
            },
            "model": run.plan.model,
            "model_generate_config": _generate_config(run.plan.params, run.plan.dial),
            "config": {
                "epochs": run.plan.samples,
                "epochs_reducer": ["mean"],
                "fail_on_error": False,
            },
            "packages": {"jevons": __version__},
            "scorers": [{"name": SCORER, "options": {}, "metrics": metrics, "metadata": {}}],
            "metadata": {
                "exam_digest": exam.digest,
                "instruction": exam.instruction,
                "thinking": run.plan.dial.label(),
                "plan": plan_object(run.plan),
                "state": run.state,
                "busy_s": run.busy_s,
                "other_usd": run.other_usd,
            },
        }

    def plan(self) -> dict[str, Any]:
        """The steps (`EvalPlan`)."""
        plan = self._snapshot.run.plan
        params = {"strategy": plan.strategy, "thinking": plan.dial.label()}
        return {
            "name": "plan",
            "steps": [{"solver": "jevons", "params": params}],
            "config": _generate_config(plan.params, plan.dial),
        }

    def whole(self) -> dict[str, Any]:
        """All that a log has besides its samples (`EvalLog`), once these are counted."""
        run = self._snapshot.run
        status = {RunState.FINISHED: "success", RunState.FAILED: "error"}
        error = {"message": run.problem, "traceback": "", "traceback_ansi": ""}
        return {
            "status": status.get(run.state, "cancelled"),
            "eval": self.spec(),
            "plan": self.plan(),
            "results": self._results(),
            "stats": {
                "started_at": run.started_at.isoformat() if run.started_at else "",
                "completed_at": run.ended_at.isoformat() if run.ended_at else "",
                "model_usage": self._usage,
            },
            "error": error if run.state is RunState.FAILED else None,
        }

    def reductions(self) -> list[dict[str, Any]]:
        """The score of each question (`EvalSampleReductions`)."""
        scores = [
            {"sample_id": self._ids[position], "value": score}
            for position, score in self._scores().items()
        ]
        return [{"scorer": SCORER, "reducer": "mean", "samples": scores}]

    def _scores(self) -> dict[int, float]:
        """Each question's: that of the strategy's answer, or the share right of its samples."""
        answers = self._snapshot.answers
        if answers is not None:
            return {question: one.score for question, one in answers.items() if one.is_found}
        return {position: right / graded for position, (right, graded) in self._graded.items()}

    def _results(self) -> dict[str, Any]:
        """Accuracy over the questions that have a graded sample (`EvalResults`)."""
        asked = {question for question, _ in self._snapshot.places}
        accuracy, error = self._accuracy()
        clustered = {"cluster": "cluster"}
        score = {
            "name": SCORER,
            "scorer": SCORER,
            "reducer": "mean",
            "scored_samples": len(self._graded),
            "unscored_samples": len(asked) - len(self._graded),
            "metrics": {
                "accuracy": {"name": "accuracy", "value": accuracy},
                "stderr": {"name": "stderr", "value": error, "params": clustered},
            },
        }
        return {
            "total_samples": self._snapshot.run.planned,
            "completed_samples": self._whole,
            "scores": [score] if self._graded else [],
        }

    def _accuracy(self) -> tuple[float, float]:
        """The mean of the questions' scores, and its standard error over their clusters.

        sqrt(C / (C - 1) sum_c (sum_{i in c} (s_i - m))^2) / n, as Inspect's `stderr` with
        clusters; 0 for a single one.
        """
        scores = self._scores()
        if not scores:
            return 0.0, 0.0
        mean = math.fsum(scores.values()) / len(scores)
        residuals: dict[str, float] = {}
        for position, score in scores.items():
            cluster = cluster_of(self._snapshot.exam.questions[position])
            residuals[cluster] = residuals.get(cluster, 0.0) + score - mean
        count = len(residuals)
        if count < 2:
            return mean, 0.0
        squares = math.fsum(residual**2 for residual in residuals.values())
        return mean, math.sqrt(count / (count - 1) * squares) / len(scores)


def _generate_config(params: SamplingParams, dial: Dial) -> dict[str, Any]:
    """How tokens are drawn (`GenerateConfig`), where its maximum covers the thinking too."""
    most = params.max_tokens
    if most is not None:
        most = None if dial.mode is DialMode.UNLIMITED else most + (dial.tokens or 0)
    return {
        "temperature": params.temperature,
        "top_p": params.top_p,
        "top_k": params.top_k,
        "max_tokens": most,
        "reasoning_tokens": dial.tokens,
    }
