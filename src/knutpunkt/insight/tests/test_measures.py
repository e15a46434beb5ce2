"""What each measure means, one sentence at a time."""

from datetime import date

import pytest

from knutpunkt.insight.tests.cases import AUTUMN, DAY, ENROLLED, ON, lesson, measured, school_days, screened


def test_no_rows_at_all_give_no_measures_and_no_flags():
    assert screened(enrolments=(), terms=()) == ([], [])


def test_an_enrolled_child_without_lessons_is_there_with_nothing_known():
    child = measured()
    assert child["share_28"] is None
    assert child["coverage_28"] is None
    assert (child["lessons_28"], child["run_longest"], child["late_28"]) == (0, 0, 0)
    assert child["recovering"] is False


def test_a_child_that_is_not_enrolled_on_the_day_is_left_out():
    ended = [("c", "u", date(2020, 8, 1), ON - DAY, "GR", 8)]
    to_come = [("d", "u", ON + DAY, None, "GR", 8)]
    assert screened(attendance=[lesson(0)], enrolments=ended + to_come) == ([], [])


def test_an_enrolment_counts_on_its_first_and_on_its_last_day():
    assert screened(enrolments=[("c", "u", ON, ON, "GR", 8)])[0]


def test_a_leisure_centre_is_not_the_childs_school():
    both = [*ENROLLED, ("c", "v", date(2026, 8, 1), None, "FTH", 2)]
    assert measured(enrolments=both)["unit"] == "u"


def test_a_window_of_28_days_ends_with_the_given_day_and_begins_27_days_before():
    child = measured(
        lesson(0, invalid=60), lesson(27, invalid=60), lesson(28), lesson(55), lesson(-1, invalid=60)
    )
    assert child["lessons_28"] == 2
    assert child["share_28"] == 1
    assert child["share_before_28"] == 0
    assert child["reported_lessons_before_28"] == 2


def test_an_unreported_lesson_is_neither_presence_nor_absence():
    child = measured(
        lesson(1, invalid=60), lesson(1, 1, invalid=60, reported=False), lesson(2, reported=False)
    )
    assert child["share_28"] == 1
    assert child["coverage_28"] == pytest.approx(1 / 3)
    assert child["invalid_minutes_month"] == 60


def test_valid_and_invalid_absence_are_told_apart_and_together_are_all():
    child = measured(lesson(1, valid=30), lesson(2, invalid=15), lesson(3), lesson(4))
    assert (child["share_valid_28"], child["share_invalid_28"], child["share_28"]) == (0.125, 0.0625, 0.1875)


def test_the_term_reaches_from_its_first_day_and_compares_with_equally_long_before():
    start = AUTUMN[0][2]
    back = (ON - start).days
    child = measured(
        lesson(back, invalid=60),
        lesson(back + 1),
        lesson(2 * back + 1, invalid=60),
        lesson(2 * back + 2, invalid=60),
    )
    assert (child["lessons_term"], child["share_term"]) == (1, 1)
    assert (child["reported_lessons_before_term"], child["share_before_term"]) == (2, 0.5)


def test_in_a_break_the_term_just_ended_is_the_term():
    child = measured(lesson(10, invalid=60), lesson(2), terms=[("b", "2026HT", ON - 30 * DAY, ON - 5 * DAY)])
    assert (child["term"], child["lessons_term"], child["share_term"]) == ("2026HT", 1, 1)


def test_without_a_term_that_has_begun_the_term_is_unknown_and_the_weeks_are_not():
    child = measured(lesson(1, invalid=60), terms=[("b", "2027VT", ON + DAY, ON + 90 * DAY)])
    assert (child["term"], child["share_term"], child["share_28"]) == (None, None, 1)


def test_a_run_skips_days_without_lessons():
    away = [lesson(back, invalid=60) for back in school_days(14, 0)]
    child = measured(*away)
    assert child["run_current"] == child["run_longest"] == 11
    assert child["run_current_start"] == ON - 14 * DAY
    assert child["run_current_last"] == ON


def test_one_lesson_at_school_ends_a_run():
    week = [lesson(back, n, invalid=60) for back in (4, 3, 2, 1, 0) for n in (0, 1)]
    week[4] = lesson(2, 0)
    child = measured(*week)
    assert (child["run_longest"], child["run_current"]) == (2, 2)
    assert child["run_longest_last"] == ON


def test_a_day_with_half_its_lessons_reported_can_be_a_full_day_of_absence_and_with_less_it_cannot():
    half = [lesson(1, 0, invalid=60), lesson(1, 1, reported=False)]
    third = [*half, lesson(1, 2, reported=False)]
    assert measured(*half)["run_longest"] == 1
    assert measured(*third)["run_longest"] == 0


def test_a_day_nobody_reported_ends_a_run_because_nobody_knows():
    child = measured(lesson(2, invalid=60), lesson(1, reported=False), lesson(0, invalid=60))
    assert (child["run_longest"], child["run_current"]) == (1, 1)


def test_a_run_that_ended_more_than_eight_weeks_ago_is_past():
    assert measured(lesson(56, invalid=60), lesson(57, invalid=60))["run_longest"] == 0
    assert measured(lesson(55, invalid=60), lesson(56, invalid=60))["run_longest"] == 2


def test_a_run_is_counted_back_sixteen_weeks():
    away = [lesson(back, invalid=60) for back in school_days(150, 0)]
    assert measured(*away)["run_longest"] == len(school_days(111, 0))


def test_the_hundred_and_twelfth_day_back_is_the_last_that_counts():
    assert measured(*(lesson(back, invalid=60) for back in range(115)))["run_longest"] == 112


def test_a_lesson_missed_whole_is_no_late_arrival():
    child = measured(lesson(1, late=5), lesson(2, invalid=60, late=60), lesson(3, late=5, reported=False))
    assert (child["late_28"], child["attended_28"]) == (1, 1)


def test_fridays_stand_out():
    rows = [lesson(back, invalid=60 if back % 7 == 0 else 0) for back in school_days(55, 0)]
    child = measured(*rows)
    assert (child["weekday_out"], child["weekday_out_share"], child["weekday_out_rest"]) == (5, 1, 0)
    assert child["weekday_share_1"] == 0


def test_three_fridays_are_too_few_to_stand_out():
    rows = [lesson(back, invalid=60 if back % 7 == 0 else 0) for back in school_days(20, 0)]
    assert measured(*rows)["weekday_out"] is None


def test_a_child_away_from_all_but_music_comes_to_music():
    rows = [
        lesson(b, n, subject=s, invalid=0 if s == "MU" else 60)
        for b in school_days(20, 0)
        for n, s in enumerate(("MU", "MA"))
    ]
    child = measured(*rows)
    assert (child["subject_in"], child["subject_in_share"], child["subject_in_rest"]) == ("MU", 0, 1)
    assert (child["subject_out"], child["subject_out_share"]) == ("MA", 1)


def test_attendance_that_clearly_turned_is_recovering():
    rows = [lesson(back, invalid=60) for back in school_days(55, 45)]
    rows += [lesson(back) for back in school_days(44, 0)]
    assert measured(*rows)["recovering"] is True
    assert measured(*rows)["on_time"] is True


def turned(before, now, known=30):
    """Thirty lessons before and thirty now, so many of them missed, so many reported."""
    rows = [lesson(28 + n % 28, n, invalid=60 if n < before else 0) for n in range(30)]
    rows += [lesson(n % 28, n, invalid=60 if n < now else 0) for n in range(30)]
    return measured(*rows, *(lesson(5, 40 + n, reported=False) for n in range(30 * 30 // known - 30)))


def test_recovering_begins_at_ten_percent_and_ten_points_with_half_of_it_reported():
    assert turned(before=3, now=0)["recovering"] is True
    assert turned(before=2, now=0)["recovering"] is False
    assert turned(before=6, now=3)["recovering"] is True
    assert turned(before=6, now=4)["recovering"] is False
    assert turned(before=6, now=3, known=15)["coverage_28"] == 0.5
    assert turned(before=6, now=3, known=15)["recovering"] is True
    assert turned(before=6, now=3, known=14)["recovering"] is False


def grade(subject, mark, term="2026VT"):
    return ("c", "u", term, subject, mark)


def test_f_and_dash_are_no_pass():
    child = measured(grades=[grade("BI", "F"), grade("KE", "-"), grade("MU", "B"), grade("BL", "E")])
    assert (child["failed_subjects"], child["failed_list"], child["strong_list"]) == (2, "BI,KE", "MU")
    assert child["failed_core"] == 0


def test_a_pass_in_swedish_as_a_second_language_is_a_pass_in_swedish():
    child = measured(grades=[grade("SV", "F"), grade("SVA", "E"), grade("EN", "F"), grade("MA", "-")])
    assert (child["failed_core"], child["failed_core_list"]) == (2, "EN,MA")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("MA", "MA"),
        ("matematik", "MA"),
        ("MATMAT01b", "MA"),
        ("Engelska 5", "EN"),
        ("ENGENG06", "EN"),
        ("Svenska", "SV"),
        ("SVESVE01", "SV"),
        ("Svenska som andraspråk", "SVA"),
        ("SVASVA01", "SVA"),
        ("Matlagning", ""),
        ("MU", ""),
    ],
)
def test_a_core_subject_is_known_by_code_name_or_course(written, code):
    assert measured(grades=[grade(written, "F")])["failed_core_list"] == code


def test_only_the_latest_term_with_grades_counts_and_none_that_has_not_come():
    child = measured(
        grades=[grade("MA", "F", "2025HT"), grade("MA", "C", "2026VT"), grade("MA", "F", "2027VT")]
    )
    assert (child["grades_term"], child["failed_subjects"]) == ("2026VT", 0)


def test_without_grades_nothing_is_said_about_them():
    assert measured()["failed_subjects"] is None


def enrolled(unit, start, form="GR"):
    return ("c", unit, start, None, form, 7)


def test_a_change_of_school_counts_and_the_step_to_the_next_school_form_does_not():
    assert (
        measured(enrolments=[enrolled("u", date(2024, 8, 1)), enrolled("v", date(2026, 1, 1))])[
            "school_changes"
        ]
        == 1
    )
    moved_on = [enrolled("u", date(2024, 8, 1)), enrolled("v", date(2026, 8, 1), "GY")]
    assert measured(enrolments=moved_on)["school_changes"] == 0


def test_a_change_more_than_two_years_ago_is_past():
    assert (
        measured(enrolments=[enrolled("u", date(2022, 8, 1)), enrolled("v", date(2024, 11, 20))])[
            "school_changes"
        ]
        == 0
    )
    assert (
        measured(enrolments=[enrolled("u", date(2022, 8, 1)), enrolled("v", date(2024, 11, 21))])[
            "school_changes"
        ]
        == 1
    )
