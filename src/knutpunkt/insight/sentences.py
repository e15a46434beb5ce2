"""What a flag or a measure says, in a sentence people can check: numbers, period, what was before, what is
unknown.

Sentences begin small and end without a full stop, so that they can be joined. They never say why, and never
judge.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from knutpunkt.insight.words import (
    AND,
    BEFORE,
    LANGUAGES,
    MONTHS,
    PHRASES,
    REASONS,
    SEASONS,
    SUBJECTS,
    WEEKDAYS,
    WINDOWS,
)

HARD_SPACE = "\u00a0"
Numbers = Mapping[str, Any]


def flag_sentence(flag: Numbers, *, language: str) -> str:
    """The sentence of a flag (a row of `Screening.flags`). Unknown languages get Swedish."""
    language = _known(language)
    measure = str(flag["measure"])
    for start, say in _SAYINGS.items():
        if measure.startswith(start):
            return say(flag, language)
    return _say("other", language, measure=measure, value=number(flag["value"], language=language))


def flag_sentences(flags: Iterable[Numbers], *, language: str) -> list[str]:
    """The sentences of one child's flags, each said once."""
    return list(dict.fromkeys(flag_sentence(flag, language=language) for flag in flags))


def protective_phrases(measures: Numbers, *, language: str) -> list[str]:
    """What goes well for a child (a row of `Screening.measures`), as phrases to stand beside the flags."""
    language = _known(language)
    phrases = []
    if measures.get("recovering"):
        now, before = measures["share_28"], measures["share_before_28"]
        phrases.append(_say("recovering", language, value=_pct(now, language), before=_pct(before, language)))
    if measures.get("subject_in"):
        phrases.append(_comes_to(measures, language))
    if measures.get("on_time"):
        phrases.append(_say("on_time", language))
    return phrases + _grades_that_go_well(measures, language)


def _grades_that_go_well(measures: Numbers, language: str) -> list[str]:
    if not measures.get("grades_term"):
        return []
    term, phrases = term_name(measures["grades_term"], language=language), []
    if measures.get("strong_list"):
        strong = subject_names(measures["strong_list"], language=language)
        phrases.append(_say("strong", language, subjects=strong, term=term))
    if measures.get("failed_subjects") == 0:
        phrases.append(_say("passed", language, term=term))
    return phrases


def summary(flags: Iterable[Numbers], measures: Numbers, *, language: str) -> str:
    """Everything about one child in one line: the flags first, then what goes well."""
    said = flag_sentences(flags, language=language) + protective_phrases(measures, language=language)
    return "; ".join(said)


def _share(flag: Numbers, language: str) -> str:
    measure = str(flag["measure"])
    window = measure.rsplit("_", 1)[1]
    reason = next((kind for kind in ("invalid", "valid") if f"_{kind}_" in measure), "")
    now = flag["value"] if flag["now"] is None else flag["now"]
    said = _say(
        "share",
        language,
        reason=REASONS[language][reason],
        value=_pct(now, language),
        window=WINDOWS[language][window],
    )
    if flag["before"] is not None:
        said += _say(
            "before", language, before=_pct(flag["before"], language), earlier=BEFORE[language][window]
        )
    return said + _unreported(flag["coverage"], language)


def _unreported(coverage: float | None, language: str) -> str:
    missing = None if coverage is None else 1 - coverage
    if missing is None or missing < 0.005:
        return ""
    return _say("unreported", language, missing=_pct(missing, language))


def _run(flag: Numbers, language: str) -> str:
    days, period = int(flag["value"]), span(flag["first"], flag["last"], language=language)
    if days == 1:
        return _say("run_one", language, span=period)
    return _say("run", language, days=_say("days_in_a_row", language, n=days), span=period)


def _counted(phrase: str) -> Callable[[Numbers, str], str]:
    def say(flag: Numbers, language: str) -> str:
        value = int(flag["value"])
        return _say(phrase + ("_one" if value == 1 else ""), language, value=value, lessons=flag["lessons"])

    return say


def _invalid_month(flag: Numbers, language: str) -> str:
    month = MONTHS[language][flag["first"].month - 1]
    return _say("invalid_month", language, hours=hours(flag["value"], language=language), month=month)


def _failed(flag: Numbers, language: str) -> str:
    term = term_name(flag["term"], language=language)
    return _say(
        "failed", language, subjects=subject_names(flag["detail"] or "", language=language), term=term
    )


def _weekday(flag: Numbers, language: str) -> str:
    weekday = WEEKDAYS[language][int(flag["detail"]) - 1]
    value, before = _pct(flag["value"], language), _pct(flag["before"], language)
    said = _say("weekday", language, value=value, before=before, weekday=weekday)
    return said + _unreported(flag["coverage"], language)


def _subject(flag: Numbers, language: str) -> str:
    subject = subject_names(flag["detail"], language=language)
    value, before = _pct(flag["value"], language), _pct(flag["before"], language)
    said = _say("subject", language, value=value, before=before, subject=subject)
    return said + _unreported(flag["coverage"], language)


_SAYINGS: dict[str, Callable[[Numbers, str], str]] = {
    "share_": _share,
    "change_": _share,
    "run_": _run,
    "late_": _counted("late"),
    "invalid_days_": _counted("invalid_days"),
    "absence_days_": _counted("absence_days"),
    "invalid_minutes_month": _invalid_month,
    "failed_": _failed,
    "school_changes": _counted("school_changes"),
    "weekday_out": _weekday,
    "subject_out": _subject,
}


def _comes_to(measures: Numbers, language: str) -> str:
    code = measures["subject_in"]
    if language == "sv" and code in SUBJECTS:
        subject = SUBJECTS[code][1]
    else:
        subject = _say("comes_to_lessons", language, subject=subject_names(code, language=language))
    here, elsewhere = (
        _pct(measures["subject_in_share"], language),
        _pct(measures["subject_in_rest"], language),
    )
    return _say("comes_to", language, subject=subject, value=here, before=elsewhere)


def percent(share: float, *, language: str) -> str:
    """0.314 → "31 %" (Swedish, with a space that does not break) or "31%".

    A little is never said to be nothing.
    """
    whole = int((Decimal(str(share)) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    sign = "%" if _known(language) == "en" else f"{HARD_SPACE}%"
    if whole == 0 and share > 0:
        return {"sv": "under 1", "en": "under 1"}[_known(language)] + sign
    return f"{whole}{sign}"


def number(value: float, *, language: str) -> str:
    """At most one decimal: "1,5" in Swedish, "1.5" in English."""
    rounded = Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    text = str(rounded.quantize(Decimal(1)) if rounded == rounded.to_integral() else rounded)
    return text if _known(language) == "en" else text.replace(".", ",")


def hours(minutes: float, *, language: str) -> str:
    """330 → "5,5 timmar"."""
    text = number(Decimal(str(minutes)) / 60, language=language)  # type: ignore[arg-type]
    return _say("hours_one" if text == "1" else "hours", _known(language), n=text)


def span(first: date, last: date, *, language: str) -> str:
    """ "3–18 november", "28 oktober–3 november", with the year where the two differ."""
    months = MONTHS[_known(language)]
    end = f"{last.day} {months[last.month - 1]}"
    if first == last:
        return end
    if first.year != last.year:
        return f"{first.day} {months[first.month - 1]} {first.year}–{end} {last.year}"
    if first.month != last.month:
        return f"{first.day} {months[first.month - 1]}–{end}"
    return f"{first.day}–{end}"


def term_name(term: str, *, language: str) -> str:
    """ "2026VT" → "våren 2026"; anything else as it is."""
    season = SEASONS[_known(language)].get(term[4:])
    if not season:
        return term
    return f"{season} {term[:4]}" if _known(language) == "sv" else f"in {season} {term[:4]}"


def subject_names(codes: str, *, language: str) -> str:
    """ "EN,MA" → "engelska och matematik"; a code without a known name stands for itself."""
    place = 0 if _known(language) == "sv" else 2
    names = [SUBJECTS[code][place] if code in SUBJECTS else code for code in codes.split(",") if code]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {AND[_known(language)]} {names[-1]}"


def _pct(share: float, language: str) -> str:
    return percent(share, language=language)


def _say(phrase: str, language: str, **parts: Any) -> str:
    return PHRASES[language][phrase].format(**parts)


def _known(language: str) -> str:
    """ "sv-SE" and "sv" are Swedish; what we have no words for becomes Swedish."""
    code = language.lower()[:2]
    return code if code in LANGUAGES else "sv"
