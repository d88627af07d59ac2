"""Each gate in words: what it asks, what came, what would help. For people who decide, not for machines."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from omc.backtest.judging.gates import OF_PAPER, OF_SEARCH, GateResult, Outcome


@dataclass(frozen=True)
class Explanation:
    """asks: the question of the gate. came: the answer of this run. helps: what to do about it; None where
    it passed."""

    asks: str
    came: str
    helps: str | None


@dataclass(frozen=True)
class _Words:
    """subject: the figure in words; why: what the gate is for; helps: when it was missed. percent: a fraction
    people read better in hundredths."""

    title: str
    subject: str
    why: str
    helps: str
    percent: bool = False


_MORE_DATA = "Run it over a longer period or a shorter timeframe."
_SEARCH = "Search the parameters of this strategy with walk-forward; the search fills this gate in."
_PAPER = "Let it trade on paper first; the gate is held against what came of it."

_WORDS = {
    "look_ahead": _Words(
        "Look-ahead",
        "bars whose decision changes once later data is known",
        "A decision may only rest on what was known when it was taken.",
        "Find the rule named in the look-ahead report and make it read closed bars and known records only.",
    ),
    "sharpe": _Words(
        "Sharpe ratio",
        "the Sharpe ratio of the held-out days",
        "Return must be worth its risk, measured on days the rules were not made on.",
        "Trade less often, cut the losing conditions, or hold the strategy against a calmer market.",
    ),
    "max_drawdown": _Words(
        "Maximum drawdown",
        "the deepest fall from a peak",
        "A fall must stay one a person can sit through.",
        "Take smaller positions or stop losses earlier.",
        percent=True,
    ),
    "win_rate": _Words(
        "Win rate",
        "the share of trades that won",
        "Few wins make long losing runs, which people do not follow to their end.",
        "Nearer targets win more often. A rule that wins rarely but much may be excused by a reviewer.",
        percent=True,
    ),
    "profit_factor": _Words(
        "Profit factor",
        "what the winners made for each unit the losers lost",
        "Winners must pay for the losers with something left over.",
        "Cut losses earlier or let winners run longer.",
    ),
    "total_return": _Words(
        "Net return",
        "the net return of the held-out part",
        "What is left after costs must be worth the trouble.",
        "Look at the costs first: fewer and larger moves pay less of them.",
        percent=True,
    ),
    "trades": _Words(
        "Trades",
        "the number of held-out trades",
        "A handful of trades may be luck.",
        _MORE_DATA,
    ),
    "cost_ratio": _Words(
        "Cost ratio",
        "the share of the gross profit that costs eat",
        "A profit that lives on low costs dies with the next fee table.",
        "Trade less often or where it is cheaper.",
        percent=True,
    ),
    "walk_forward_p": _Words(
        "Mean walk-forward trade against luck",
        "the chance that trades without an edge do as well in the test windows",
        "The mean trade outside of the tuned days must differ from nothing by more than luck.",
        _SEARCH,
    ),
    "unstable_parameters": _Words(
        "Unstable parameters",
        "the number of parameters that tuning chose differently from window to window",
        "A parameter that jumps from window to window follows noise.",
        "Search a wider step or drop the parameter that moves.",
    ),
    "regimes": _Words(
        "Market regimes",
        "the number of market regimes with 5 held-out trades or more",
        "What worked in one kind of market only has not been tested in the next.",
        _MORE_DATA,
    ),
    "trade_p_value": _Words(
        "Mean trade against luck",
        "the chance that trades without an edge do as well (t-test of the mean trade)",
        "The mean trade must differ from nothing by more than luck.",
        f"More trades of the same kind would tell. {_MORE_DATA}",
    ),
    "walk_forward": _Words(
        "Walk-forward",
        "what of the Sharpe ratio survives outside of the days it was tuned on",
        "Parameters must hold on the days after those they were chosen on.",
        _SEARCH,
    ),
    "parameter_stability": _Words(
        "Stable parameters",
        "the share of parameters that tuning chose alike in every window",
        "A parameter that jumps from window to window follows noise.",
        "Search a wider step or drop the parameter that moves.",
        percent=True,
    ),
    "deflated_sharpe": _Words(
        "Deflated Sharpe ratio",
        "the probability that the Sharpe ratio is real, given how often one tried",
        "The best of many tries looks good by chance alone; this takes the chance out.",
        "Try fewer variants on more data; the count of tries stays with the strategy.",
        percent=True,
    ),
    "overfitting": _Words(
        "Overfitting",
        "the probability that the best set in training is below the median outside of it",
        "A search that picks noise picks badly for what comes next.",
        "Search fewer parameters over wider steps, on more data.",
        percent=True,
    ),
    "paper_trades": _Words(
        "Paper trades", "the number of closed paper trades", "Live money follows paper money.", _PAPER
    ),
    "paper_days": _Words("Days on paper", "the days on paper", "A week shows what a good day hides.", _PAPER),
    "paper_drawdown": _Words(
        "Drawdown on paper",
        "the deepest fall on paper",
        "Paper must not fall further than live money may.",
        "Take smaller positions, or back to the drawing board: the market may have turned.",
        percent=True,
    ),
    "unexplained_differences": _Words(
        "Unexplained differences",
        "differences between the books and the venue that nobody explained",
        "Books that do not add up cannot be trusted with money.",
        "Reconcile the account and explain each difference.",
    ),
}
_BOUND = {
    ("at_least", False): "at least",
    ("at_least", True): "above",
    ("at_most", False): "at most",
    ("at_most", True): "below",
}


def title_of(metric: str) -> str:
    """The gate's name for people."""
    return _words(metric).title


def explain(result: GateResult) -> Explanation:
    """One gate's line in whole sentences."""
    gate = result.gate
    words, bound = _words(gate.metric), _bound(result)
    asks = f"{_upper(words.subject)} must be {bound}. {words.why}".strip()
    if result.outcome is Outcome.PASS:
        return Explanation(asks, _came(result, words), None)
    if result.outcome is Outcome.NOT_EVALUATED and gate.metric in _FILLED_BY:
        return Explanation(asks, _came(result, words), _FILLED_BY[gate.metric])
    return Explanation(asks, _came(result, words), words.helps or None)


def missing(results: Sequence[GateResult]) -> tuple[str, ...]:
    """What stands between this and the next tier, one sentence for each gate; empty once all are passed."""
    missed = [result for result in results if result.outcome is not Outcome.PASS]
    tier = min((result.gate.tier for result in missed), default=None)
    return tuple(_lacks(result) for result in missed if result.gate.tier == tier)


def _lacks(result: GateResult) -> str:
    gate, value = result.gate, result.value
    if gate.metric in _COUNTED and value is not None and gate.bound == "at_least":
        more = f"{_short(gate.limit - value)} more {_COUNTED[gate.metric]}"
        return f"{more}: {_short(value)} of {_short(gate.limit)}."
    return f"{title_of(gate.metric)}: {_came(result, _words(gate.metric))}"


_COUNTED = {"paper_trades": "closed trades on paper", "paper_days": "days on paper"}
_FILLED_BY = dict.fromkeys(OF_SEARCH, _SEARCH) | dict.fromkeys(OF_PAPER, _PAPER)


def _words(metric: str) -> _Words:
    plain = metric.replace("_", " ")
    return _WORDS.get(metric) or _Words(_upper(plain), plain, "", "")


def _bound(result: GateResult) -> str:
    gate = result.gate
    return f"{_BOUND[gate.bound, gate.strict]} {_said(gate.limit, _words(gate.metric))}"


def _came(result: GateResult, words: _Words) -> str:
    if result.value is not None:
        said = f"It is {_said(result.value, words)}"
        if result.outcome is Outcome.PASS:
            return f"{said}."
        return f"{said}; {_bound(result)} is asked{', which is near' if result.near else ''}."
    if result.outcome is Outcome.NOT_EVALUATED:
        return f"Not evaluated: {result.reason}."
    return f"It has no value: {result.reason}."


def _said(value: Decimal, words: _Words) -> str:
    if words.percent:
        return f"{_short(value * 100)} %"
    return _short(value)


def _short(value: Decimal) -> str:
    """Two places for what is large, four for what is small: nobody decides by more."""
    text = f"{value:.{2 if abs(value) >= 1 else 4}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
