-- The screening written by hand for DuckDB: the same measures and flags as knutpunkt.insight, for one body's rules.
-- {on}, {since}, {lessons} are filled in by bench/screening.py.

CREATE TABLE days AS
SELECT child, day,
       sum(offered_minutes)::INT AS offered,
       (sum(offered_minutes) FILTER (reported))::INT AS reported,
       (sum(valid_absent_minutes) FILTER (reported))::INT AS valid,
       (sum(invalid_absent_minutes) FILTER (reported))::INT AS invalid,
       count(*)::INT AS lessons,
       (count(*) FILTER (reported))::INT AS known,
       (count(*) FILTER (reported AND valid_absent_minutes + invalid_absent_minutes >= offered_minutes))::INT AS whole,
       (count(*) FILTER (reported AND late_minutes > 0
                         AND valid_absent_minutes + invalid_absent_minutes < offered_minutes))::INT AS late
FROM {lessons}
WHERE day BETWEEN {since} AND {on}
GROUP BY child, day;

CREATE TABLE pupils AS
SELECT e.child, e.unit, u.body, e.school_form, e.school_year, t.term, t.start AS term_start,
       least(t.last_day, {on}) AS term_last, (t.start - (least(t.last_day, {on}) - t.start + 1)::INT)::DATE AS term_before
FROM (SELECT *, row_number() OVER (PARTITION BY child ORDER BY start DESC, unit, school_form) AS place
      FROM enrolments
      WHERE start <= {on} AND coalesce(last_day, {on}) >= {on} AND school_form NOT IN ('FS', 'FTH', 'OPPFTH')) AS e
LEFT JOIN units AS u ON u.unit = e.unit
LEFT JOIN (SELECT *, row_number() OVER (PARTITION BY body ORDER BY start DESC) AS place
           FROM terms WHERE start <= {on}) AS t ON t.body = u.body AND t.place = 1
WHERE e.place = 1;

CREATE TABLE windows AS
WITH sums AS (
  SELECT child,
    sum(lessons) FILTER (day > {on} - 28) AS lessons_28, sum(known) FILTER (day > {on} - 28) AS reported_lessons_28,
    sum(offered) FILTER (day > {on} - 28) AS o28, sum(reported) FILTER (day > {on} - 28) AS r28,
    sum(valid) FILTER (day > {on} - 28) AS v28, sum(invalid) FILTER (day > {on} - 28) AS i28,
    sum(known) FILTER (day > {on} - 56 AND day <= {on} - 28) AS reported_lessons_before_28,
    sum(offered) FILTER (day > {on} - 56 AND day <= {on} - 28) AS bo28,
    sum(reported) FILTER (day > {on} - 56 AND day <= {on} - 28) AS br28,
    sum(valid + invalid) FILTER (day > {on} - 56 AND day <= {on} - 28) AS ba28,
    sum(lessons) FILTER (day > {on} - 56) AS lessons_56, sum(known) FILTER (day > {on} - 56) AS reported_lessons_56,
    sum(offered) FILTER (day > {on} - 56) AS o56, sum(reported) FILTER (day > {on} - 56) AS r56,
    sum(valid) FILTER (day > {on} - 56) AS v56, sum(invalid) FILTER (day > {on} - 56) AS i56,
    sum(known) FILTER (day > {on} - 112 AND day <= {on} - 56) AS reported_lessons_before_56,
    sum(offered) FILTER (day > {on} - 112 AND day <= {on} - 56) AS bo56,
    sum(reported) FILTER (day > {on} - 112 AND day <= {on} - 56) AS br56,
    sum(valid + invalid) FILTER (day > {on} - 112 AND day <= {on} - 56) AS ba56,
    sum(lessons) FILTER (day BETWEEN term_start AND term_last) AS lessons_term,
    sum(known) FILTER (day BETWEEN term_start AND term_last) AS reported_lessons_term,
    sum(offered) FILTER (day BETWEEN term_start AND term_last) AS ot,
    sum(reported) FILTER (day BETWEEN term_start AND term_last) AS rt,
    sum(valid) FILTER (day BETWEEN term_start AND term_last) AS vt,
    sum(invalid) FILTER (day BETWEEN term_start AND term_last) AS it,
    sum(known) FILTER (day >= term_before AND day < term_start) AS reported_lessons_before_term,
    sum(offered) FILTER (day >= term_before AND day < term_start) AS bot,
    sum(reported) FILTER (day >= term_before AND day < term_start) AS brt,
    sum(valid + invalid) FILTER (day >= term_before AND day < term_start) AS bat,
    sum(late) FILTER (day > {on} - 28) AS late_28, sum(known - whole) FILTER (day > {on} - 28) AS attended_28,
    count(*) FILTER (day > {on} - 28 AND invalid > 0) AS invalid_days_28,
    count(*) FILTER (day BETWEEN term_start AND term_last AND valid + invalid > 0) AS absence_days_term,
    sum(invalid) FILTER (day >= date_trunc('month', {on})) AS invalid_minutes_month,
    sum(invalid) FILTER (day >= date_trunc('month', {on}) - INTERVAL 1 MONTH AND day < date_trunc('month', {on}))
      AS invalid_minutes_month_before
  FROM days JOIN pupils USING (child) GROUP BY child)
SELECT child, lessons_28, reported_lessons_28, lessons_56, reported_lessons_56, lessons_term, reported_lessons_term,
  reported_lessons_before_28, reported_lessons_before_56, reported_lessons_before_term,
  late_28, attended_28, invalid_days_28, absence_days_term, invalid_minutes_month, invalid_minutes_month_before,
  (v28 + i28) / nullif(r28, 0) AS share_28, v28 / nullif(r28, 0) AS share_valid_28, i28 / nullif(r28, 0) AS share_invalid_28,
  coalesce(r28, 0) / nullif(o28, 0) AS coverage_28, ba28 / nullif(br28, 0) AS share_before_28,
  coalesce(br28, 0) / nullif(bo28, 0) AS coverage_before_28, share_28 - share_before_28 AS change_28,
  (v56 + i56) / nullif(r56, 0) AS share_56, v56 / nullif(r56, 0) AS share_valid_56, i56 / nullif(r56, 0) AS share_invalid_56,
  coalesce(r56, 0) / nullif(o56, 0) AS coverage_56, ba56 / nullif(br56, 0) AS share_before_56,
  coalesce(br56, 0) / nullif(bo56, 0) AS coverage_before_56, share_56 - share_before_56 AS change_56,
  (vt + it) / nullif(rt, 0) AS share_term, vt / nullif(rt, 0) AS share_valid_term, it / nullif(rt, 0) AS share_invalid_term,
  coalesce(rt, 0) / nullif(ot, 0) AS coverage_term, bat / nullif(brt, 0) AS share_before_term,
  coalesce(brt, 0) / nullif(bot, 0) AS coverage_before_term, share_term - share_before_term AS change_term
FROM sums;

CREATE TABLE runs AS
WITH marked AS (
  SELECT child, day, known > 0 AND 2 * known >= lessons AND whole = known AS away FROM days WHERE day > {on} - 112),
numbered AS (
  SELECT child, day, away, row_number() OVER (PARTITION BY child ORDER BY day) AS n,
         max(day) OVER (PARTITION BY child) AS last_lesson
  FROM marked SEMI JOIN (SELECT child FROM marked WHERE away) AS absent USING (child)),
islands AS (
  SELECT child, n - row_number() OVER (PARTITION BY child ORDER BY day) AS island, day, last_lesson
  FROM numbered WHERE away),
found AS (
  SELECT child, count(*) AS length, min(day) AS start, max(day) AS last, any_value(last_lesson) AS last_lesson
  FROM islands GROUP BY child, island HAVING max(day) > {on} - 56)
SELECT child,
  max(row(length, last, start)) AS longest,
  max(row(length, last, start)) FILTER (last = last_lesson) AS going
FROM found GROUP BY child;

CREATE TABLE weekdays AS
WITH parts AS (
  SELECT child, isodow(day)::INT AS part, sum(reported) AS r, sum(valid + invalid) AS a, count(*) AS n
  FROM days WHERE day > {on} - 56 AND reported > 0 AND isodow(day) <= 5 GROUP BY ALL),
shared AS (
  SELECT *, a / r AS share, (ta - a) / nullif(tr - r, 0) AS rest
  FROM parts JOIN (SELECT child, sum(r) AS tr, sum(a) AS ta FROM parts GROUP BY child) USING (child))
SELECT child,
  max(share) FILTER (part = 1) AS weekday_share_1, max(share) FILTER (part = 2) AS weekday_share_2,
  max(share) FILTER (part = 3) AS weekday_share_3, max(share) FILTER (part = 4) AS weekday_share_4,
  max(share) FILTER (part = 5) AS weekday_share_5,
  min(row(rest - share, part, share, rest)) FILTER (n >= 4 AND share >= 0.2 AND share - rest >= 0.15 - 1e-9) AS high
FROM shared GROUP BY child;

CREATE TABLE subjects AS
WITH parts AS (
  SELECT child, subject AS part, sum(offered_minutes) AS r,
         sum(valid_absent_minutes + invalid_absent_minutes) AS a, count(*) AS n
  FROM {lessons} WHERE day > {on} - 56 AND day <= {on} AND reported GROUP BY child, subject),
shared AS (
  SELECT *, a / r AS share, (ta - a) / nullif(tr - r, 0) AS rest
  FROM parts JOIN (SELECT child, sum(r) AS tr, sum(a) AS ta FROM parts GROUP BY child) USING (child))
SELECT child,
  min(row(rest - share, part, share, rest)) FILTER (n >= 5 AND share >= 0.2 AND share - rest >= 0.15 - 1e-9) AS high,
  min(row(share - rest, part, share, rest)) FILTER (n >= 5 AND share <= 0.1 AND rest - share >= 0.15 - 1e-9) AS low
FROM shared GROUP BY child;

CREATE TABLE marks AS
WITH latest AS (
  SELECT child, term, subject, grade FROM grades
  WHERE grade IN ('A', 'B', 'C', 'D', 'E', 'F', '-')
    AND term[:4] || if(term[5:] = 'VT', '1', '2') <= strftime({on}, '%Y') || if(month({on}) < 7, '1', '2')
  QUALIFY rank() OVER (PARTITION BY child ORDER BY term[:4] DESC, term[5:] = 'VT') = 1),
sums AS (
  SELECT child, max(term) AS grades_term, count(*) FILTER (grade IN ('F', '-')) AS failed_subjects,
    string_agg(subject, ',' ORDER BY subject) FILTER (grade IN ('F', '-')) AS failed_list,
    string_agg(subject, ',' ORDER BY subject) FILTER (grade IN ('A', 'B', 'C')) AS strong_list,
    bool_or(subject IN ('SV', 'SVA') AND grade IN ('F', '-'))
      AND NOT bool_or(subject IN ('SV', 'SVA') AND grade NOT IN ('F', '-')) AS sv,
    bool_or(subject = 'SVA' AND grade IN ('F', '-')) AS sva,
    bool_or(subject = 'EN' AND grade IN ('F', '-')) AS en, bool_or(subject = 'MA' AND grade IN ('F', '-')) AS ma
  FROM latest GROUP BY child)
SELECT child, grades_term, failed_subjects, failed_list, strong_list, sv::INT + en::INT + ma::INT AS failed_core,
  concat_ws(',', if(sv, if(sva, 'SVA', 'SV'), NULL), if(en, 'EN', NULL), if(ma, 'MA', NULL)) AS failed_core_list
FROM sums;

CREATE TABLE moves AS
WITH ordered AS (
  SELECT child, start, unit, school_form, lag(unit) OVER own AS unit_before, lag(school_form) OVER own AS form_before
  FROM enrolments WHERE start <= {on} AND school_form NOT IN ('FS', 'FTH', 'OPPFTH')
  WINDOW own AS (PARTITION BY child ORDER BY start, unit, school_form))
SELECT child, count(*) AS school_changes FROM ordered
WHERE unit <> unit_before AND school_form = form_before AND start > {on} - INTERVAL 2 YEAR GROUP BY child;

CREATE TABLE by_hand AS
SELECT p.child, p.unit, p.body, p.school_form, p.school_year, p.term, p.term_start, p.term_last,
  w.* EXCLUDE (child, {zeros}), {zeros_filled},
  coalesce(longest[1], 0) AS run_longest, longest[3] AS run_longest_start, longest[2] AS run_longest_last,
  coalesce(going[1], 0) AS run_current, going[3] AS run_current_start, going[2] AS run_current_last,
  d.* EXCLUDE (child, high), d.high[2] AS weekday_out, d.high[3] AS weekday_out_share, d.high[4] AS weekday_out_rest,
  s.high[2] AS subject_out, s.high[3] AS subject_out_share, s.high[4] AS subject_out_rest,
  s.low[2] AS subject_in, s.low[3] AS subject_in_share, s.low[4] AS subject_in_rest,
  m.* EXCLUDE (child), coalesce(v.school_changes, 0) AS school_changes,
  coalesce(share_before_28 >= 0.1 AND change_28 <= 1e-9 - 0.1 AND coverage_28 >= 0.5 AND coverage_before_28 >= 0.5, false)
    AS recovering,
  coalesce(w.late_28, 0) = 0 AND coalesce(w.attended_28, 0) >= 20 AS on_time
FROM pupils AS p LEFT JOIN windows AS w USING (child) LEFT JOIN runs USING (child) LEFT JOIN weekdays AS d USING (child)
LEFT JOIN subjects AS s USING (child) LEFT JOIN marks AS m USING (child) LEFT JOIN moves AS v USING (child);

CREATE TABLE flags_by_hand AS
SELECT child, unit, rule, value FROM (
  SELECT child, unit, 'absence-term-10' AS rule, share_term::DOUBLE AS value FROM by_hand
  WHERE share_term >= 0.1 - 1e-9 AND coverage_term >= 0.5 AND reported_lessons_term >= 40
  UNION ALL SELECT child, unit, 'absence-28-20', share_28 FROM by_hand
  WHERE share_28 > 0.2 + 1e-9 AND coverage_28 >= 0.5 AND reported_lessons_28 >= 30
  UNION ALL SELECT child, unit, 'run-10', run_longest FROM by_hand WHERE run_longest >= 10
  UNION ALL SELECT child, unit, 'invalid-month-4h', invalid_minutes_month FROM by_hand
  WHERE invalid_minutes_month >= 240 AND school_form IN ('GY', 'GYS')
  UNION ALL SELECT child, unit, 'invalid-month-before-4h', invalid_minutes_month_before FROM by_hand
  WHERE invalid_minutes_month_before >= 240 AND school_form IN ('GY', 'GYS')
  UNION ALL SELECT child, unit, 'sliding-10', change_28 FROM by_hand
  WHERE change_28 >= 0.1 - 1e-9 AND coverage_28 >= 0.5 AND coverage_before_28 >= 0.5
    AND reported_lessons_28 >= 30 AND reported_lessons_before_28 >= 30
  UNION ALL SELECT child, unit, 'failed-core', failed_core FROM by_hand WHERE failed_core >= 1
  UNION ALL SELECT child, unit, 'failed-3', failed_subjects FROM by_hand WHERE failed_subjects >= 3
  UNION ALL SELECT child, unit, 'late-8', late_28 FROM by_hand WHERE late_28 >= 8 AND coverage_28 >= 0.5);
