"""Commands of the Claims screen.

Each `do_` method is the action of that name in `core/actions_claims.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from jevons.core.economics.claims.claim import Claim
from jevons.core.economics.claims.contradictions import contradictions_of
from jevons.core.state import claims as state
from jevons.core.state.claim_jump import jumped
from jevons.core.state.claims import Sieve
from jevons.core.visible_text import one_line
from jevons.screens.claims_page import pieces_text
from jevons.screens.moving import Moving
from jevons.widgets.line_list import Row

if TYPE_CHECKING:
    from jevons.screens.claims import ClaimsScreen

ALL = "all of them"
PLAN = "show_plan"


class ClaimsChoosing(Moving):
    """The part of `ClaimsScreen` that does what is asked for."""

    # The inputs.

    def do_open_claim(self: ClaimsScreen) -> None:
        if self.view.row is None:
            self.do_claim_pane()
        else:
            self.write()

    def do_claim_pane(self: ClaimsScreen) -> None:
        self.show_view(state.pane_turned(self.view))

    def do_keep_cell(self: ClaimsScreen) -> None:
        self.field.close()
        self.show_view(state.kept(self.view))

    def do_keep_and_on(self: ClaimsScreen) -> None:
        self._keep_and_go(1)

    def do_keep_and_back(self: ClaimsScreen) -> None:
        self._keep_and_go(-1)

    def _keep_and_go(self: ClaimsScreen, step: int) -> None:
        """Keep the input, and write the next."""
        self.do_keep_cell()
        before = self.view.row
        self.move(step)
        if self.view.row != before:
            self.write()

    def do_drop_cell(self: ClaimsScreen) -> None:
        self.field.close()
        self.show_view(state.dropped(self.view))

    def do_claim_inputs_back(self: ClaimsScreen) -> None:
        self.show_view(state.put_back(self.view))

    # Moving on the page.

    def do_half_down(self: ClaimsScreen) -> None:
        self.scroll_page(max(1, self.pane.size.height // 2))

    def do_half_up(self: ClaimsScreen) -> None:
        self.scroll_page(-max(1, self.pane.size.height // 2))

    # Filters.

    def do_claim_verdicts(self: ClaimsScreen) -> None:
        self.show_view(state.verdict_turned(self.view))

    def do_claim_topics(self: ClaimsScreen) -> None:
        self._sift("Which topic?", "topic", (claim.topic for claim in self.view.claims))

    def do_claim_speakers(self: ClaimsScreen) -> None:
        self._sift("Which speaker?", "speaker", (claim.speaker for claim in self.view.claims))

    def do_claim_articles(self: ClaimsScreen) -> None:
        self._sift("Which article?", "article", (claim.article for claim in self.view.claims))

    def _sift(self: ClaimsScreen, title: str, part: str, values: Iterable[str]) -> None:
        """Have one of the values chosen, or all."""
        names = [ALL, *sorted({value for value in values if value})]
        rows = [Row(name, one_line(name, 66)) for name in names]

        def take(name: str) -> None:
            value = "" if name == ALL else name
            self.show_view(state.sifted(self.view, replace(self.view.sieve, **{part: value})))

        self._pick(title, rows, getattr(self.view.sieve, part) or ALL, take)

    def _pick(
        self: ClaimsScreen, title: str, rows: list[Row], current: str, take: Callable[[str], None]
    ) -> None:
        from jevons.screens.picker import Picker

        picker = Picker(title, rows, current=current)
        self.app.push_screen(picker, lambda key: None if key is None else take(key))

    def do_leave(self: ClaimsScreen) -> None:
        if self.view.row is not None:
            self.show_view(state.pane_turned(self.view))
            return
        self.filter.drop()
        self.show_view(state.sifted(self.view, Sieve()))

    # Other claims, and the worksheet.

    def others(self: ClaimsScreen, claim: Claim) -> list[str]:
        """The claims that one is related to, or contradicts."""
        known = {one.id for one in self.view.claims}
        found = [*claim.related]
        for one in contradictions_of(claim.id):
            found += one.claims
        return [id_ for id_ in dict.fromkeys(found) if id_ != claim.id and id_ in known]

    def do_related_claim(self: ClaimsScreen) -> None:
        finding = self.view.finding
        if finding is None:
            return
        claims = {claim.id: claim for claim in self.view.claims}
        rows = [
            Row(id_, f"{id_}  {one_line(claims[id_].claim, 60)}")
            for id_ in self.others(finding.claim)
        ]

        def take(id_: str) -> None:
            self.show_view(state.went_to(self.view, id_))
            self.filter.drop()

        self._pick("Which claim?", rows, rows[0].key, take)

    async def do_claim_worksheet(self: ClaimsScreen) -> None:
        scenario = jumped(self.view)
        if scenario is None:
            return
        from jevons.screens.plan import PlanScreen

        await self.app.switch_mode(PLAN)
        plan = self.app.screen
        assert isinstance(plan, PlanScreen)
        plan.take_claim(scenario)

    def go_to(self: ClaimsScreen, id_: str) -> None:
        """Show a claim, as another screen asks for."""
        if id_ in self.view.findings:
            self.show_view(state.went_to(self.view, id_))

    def do_copy_claim(self: ClaimsScreen) -> None:
        self.copy(pieces_text(self.page.lines), "the claim")
