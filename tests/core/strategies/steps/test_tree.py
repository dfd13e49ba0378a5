from collections import Counter

import pytest

from jevons.core.problems import ProblemError
from jevons.core.strategies.steps.request import Judge, Revise, Sample
from jevons.core.strategies.steps.trail import Result
from jevons.core.strategies.steps.tree import TreeSearch
from trails import answer, follow, score, scripted, walk_on


def rated(rate):
    """A model whose answers are their own numbers, and a judge that rates them by a function."""

    def answer_of(request, trail):
        if isinstance(request, Judge):
            return score(rate(request.parent, trail))
        return answer(str(len(trail.nodes)), 1, 10)

    return answer_of


def test_it_begins_with_a_new_answer_and_judges_it():
    _, rounds, _ = follow(TreeSearch(3), rated(lambda place, trail: 0.5))
    assert rounds[:2] == [(Sample(),), (Judge(0),)]
    assert len(rounds) == 6


def test_the_best_scored_answer_is_given():
    scores = {0: 0.2, 2: 0.9, 4: 0.9, 6: 0.1}
    found, _, _ = follow(TreeSearch(4), rated(lambda place, trail: scores[place]))
    assert (found.key, found.draw) == ("2", 2)
    assert found.charge.samples == 4
    assert found.charge.answer_tokens == 4 * (1 + 2)


@pytest.mark.parametrize("prior", ["gaussian", "beta"])
def test_it_goes_deep_where_revisions_are_better_and_wide_where_they_are_worse(prior):
    def is_revision(place, trail):
        return isinstance(trail.nodes[place].request, Revise)

    def share(better):
        counts = Counter()
        for seed in range(20):
            model = rated(lambda place, trail: 0.9 if is_revision(place, trail) == better else 0.1)
            rounds, _ = walk_on(TreeSearch(16, prior, seed=seed), model)
            counts.update(type(asked[0]).__name__ for asked in rounds)
        return counts["Revise"] / (counts["Revise"] + counts["Sample"])

    assert share(better=True) > 0.75
    assert share(better=False) < 0.4


def test_it_stays_where_scores_are_good():
    def is_of_second(place, trail):
        while place != 2 and isinstance(request := trail.nodes[place].request, Revise):
            place = request.parent
        return place == 2

    good = answers = 0
    for seed in range(20):
        model = rated(lambda place, trail: 0.9 if is_of_second(place, trail) else 0.1)
        _, trail = walk_on(TreeSearch(16, seed=seed), model)
        places = [n for n, node in enumerate(trail.nodes) if not isinstance(node.request, Judge)]
        good += sum(is_of_second(place, trail) for place in places)
        answers += len(places)
    assert good / answers > 0.6


def test_the_same_seed_takes_the_same_way():
    ways = [follow(TreeSearch(10, seed=seed), rated(lambda *_: 0.5))[1] for seed in (1, 1, 2, 3)]
    assert ways[0] == ways[1]
    assert ways[0] != ways[2] or ways[0] != ways[3]


def test_a_batch_is_drawn_at_once():
    _, rounds, _ = follow(TreeSearch(5, batch=2), rated(lambda *_: 0.5))
    assert [len(asked) for asked in rounds] == [2, 2, 2, 2, 1, 1]


def test_what_cannot_be_read_is_not_judged():
    model = scripted(Result(thinking_tokens=5), answer(None), answer("4"), score(0.3))
    found, rounds, _ = follow(TreeSearch(3, seed=5), model)
    assert [asked for asked in rounds if isinstance(asked[0], Judge)] == [(Judge(2),)]
    assert found.key == "4"
    assert not any(asked == (Revise(0),) for asked in rounds)  # it has no words


def test_answers_without_a_score_are_given_in_need():
    found, _, _ = follow(
        TreeSearch(2), scripted(answer("4"), score(None), answer("5"), score(None))
    )
    assert (found.key, found.draw) == ("4", 0)
    none, _, _ = follow(TreeSearch(1), scripted(answer(None)))
    assert (none.key, none.draw) == (None, None)


@pytest.mark.parametrize("wrong", [{"answers": 0}, {"prior": "flat"}, {"batch": 0}])
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ProblemError, match=f"{next(iter(wrong))} cannot be"):
        TreeSearch(**wrong)
