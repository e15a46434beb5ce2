"""docs/trust.md says what is proven, and only what is proven."""

import json

from tests import trust
from tests.criteria import CRITERIA
from tests.figures import VARIABLE, figure, kept_in


def test_the_page_of_what_is_proven_is_current():
    """Make it anew with: python -m tests.trust."""
    assert trust.without_figures(trust.PAGE.read_text()) == trust.without_figures(trust.page())


def test_no_proof_has_a_number_that_nobody_knows():
    assert {proof.criterion for proof in trust.proofs()} - CRITERIA.keys() == set()


def test_a_criterion_without_a_test_says_so():
    proven = {proof.criterion for proof in trust.proofs()}
    sections = trust.page().split("\n## ")[1:]
    silent = {section[:3] for section in sections if "Inget prov ännu" in section}
    assert silent == CRITERIA.keys() - proven


def test_a_figure_is_kept_by_criterion_and_test_when_a_file_is_named(tmp_path, monkeypatch, capsys):
    kept = tmp_path / "figures.json"
    monkeypatch.setenv(VARIABLE, str(kept))
    figure("T12", "10 av 10 hittade")
    figure("T12", "20 av 20 hittade")
    (told,) = kept_in(kept)["T12"].items()
    assert told[0] == "test_a_figure_is_kept_by_criterion_and_test_when_a_file_is_named"
    assert told[1]["words"] == "20 av 20 hittade"
    assert "T12: 10 av 10 hittade" in capsys.readouterr().out
    assert json.loads(kept.read_text())
