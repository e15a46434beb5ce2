"""The words sentences are made of, in Swedish and English."""

LANGUAGES = ("sv", "en")

# code: (name, after "kommer till", English)
SUBJECTS = {
    "BI": ("biologi", "biologin", "biology"),
    "BL": ("bild", "bilden", "art"),
    "DA": ("dans", "dansen", "dance"),
    "EN": ("engelska", "engelskan", "English"),
    "FY": ("fysik", "fysiken", "physics"),
    "GE": ("geografi", "geografin", "geography"),
    "HI": ("historia", "historian", "history"),
    "HKK": ("hem- och konsumentkunskap", "hem- och konsumentkunskapen", "home economics"),
    "IDH": ("idrott och hälsa", "idrotten", "sports and health"),
    "KE": ("kemi", "kemin", "chemistry"),
    "MA": ("matematik", "matematiken", "mathematics"),
    "ML": ("modersmål", "modersmålet", "mother tongue"),
    "MU": ("musik", "musiken", "music"),
    "M1": ("moderna språk", "språkvalet", "modern languages"),
    "M2": ("moderna språk", "språkvalet", "modern languages"),
    "NO": ("naturorientering", "NO:n", "science"),
    "RE": ("religionskunskap", "religionskunskapen", "religion"),
    "SH": ("samhällskunskap", "samhällskunskapen", "social studies"),
    "SL": ("slöjd", "slöjden", "crafts"),
    "SO": ("samhällsorientering", "SO:n", "social sciences"),
    "SP": ("moderna språk", "språkvalet", "modern languages"),
    "SV": ("svenska", "svenskan", "Swedish"),
    "SVA": ("svenska som andraspråk", "svenskan", "Swedish as a second language"),
    "TK": ("teknik", "tekniken", "technology"),
}

WEEKDAYS = {
    "sv": ("måndagar", "tisdagar", "onsdagar", "torsdagar", "fredagar"),
    "en": ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays"),
}
MONTHS = {
    "sv": (
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
SEASONS = {"sv": {"VT": "våren", "HT": "hösten"}, "en": {"VT": "spring", "HT": "autumn"}}
AND = {"sv": "och", "en": "and"}
WINDOWS = {
    "sv": {"28": "de senaste fyra veckorna", "56": "de senaste åtta veckorna", "term": "under terminen"},
    "en": {"28": "in the last four weeks", "56": "in the last eight weeks", "term": "this term"},
}
BEFORE = {
    "sv": {
        "28": "de fyra veckorna innan",
        "56": "de åtta veckorna innan",
        "term": "lika lång tid före terminen",
    },
    "en": {
        "28": "in the four weeks before",
        "56": "in the eight weeks before",
        "term": "equally long before the term",
    },
}
REASONS = {
    "sv": {"": "borta", "valid": "borta med godkänd orsak", "invalid": "borta utan godkänd orsak"},
    "en": {"": "away", "valid": "away with a valid reason", "invalid": "away without a valid reason"},
}

PHRASES = {
    "sv": {
        "share": "{reason} {value} av undervisningstiden {window}",
        "before": ", var {before} {earlier}",
        "unreported": "; {missing} av tiden är inte rapporterad",
        "run": "borta hela dagen {days}, {span}",
        "run_one": "borta hela dagen {span}",
        "days_in_a_row": "{n} skoldagar i rad",
        "late": "kom sent till {value} av {lessons} lektioner de senaste fyra veckorna",
        "late_one": "kom sent till 1 av {lessons} lektioner de senaste fyra veckorna",
        "invalid_days": "borta utan godkänd orsak {value} dagar de senaste fyra veckorna",
        "invalid_days_one": "borta utan godkänd orsak en dag de senaste fyra veckorna",
        "absence_days": "borta någon del av {value} dagar under terminen",
        "absence_days_one": "borta någon del av en dag under terminen",
        "invalid_month": "borta utan godkänd orsak {hours} i {month}",
        "failed": "inget godkänt i {subjects} {term}",
        "passed": "godkänt i alla ämnen {term}",
        "school_changes": "bytt skola {value} gånger på två år",
        "school_changes_one": "bytt skola en gång på två år",
        "weekday": "borta {value} av tiden på {weekday}, {before} andra dagar (åtta veckor)",
        "subject": "borta {value} av tiden i {subject}, {before} i övriga ämnen (åtta veckor)",
        "recovering": "är mer i skolan igen: borta {value} på fyra veckor, var {before} de fyra innan",
        "comes_to": "kommer till {subject}: borta {value} där, {before} i övriga ämnen",
        "comes_to_lessons": "lektionerna i {subject}",
        "on_time": "kommer i tid: ingen sen ankomst på fyra veckor",
        "strong": "går bra i {subjects} {term}",
        "hours": "{n} timmar",
        "hours_one": "1 timme",
        "other": "{measure}: {value}",
    },
    "en": {
        "share": "{reason} {value} of teaching time {window}",
        "before": ", was {before} {earlier}",
        "unreported": "; {missing} of the time is not reported",
        "run": "away all day {days}, {span}",
        "run_one": "away all day {span}",
        "days_in_a_row": "{n} school days in a row",
        "late": "late to {value} of {lessons} lessons in the last four weeks",
        "late_one": "late to 1 of {lessons} lessons in the last four weeks",
        "invalid_days": "away without a valid reason on {value} days in the last four weeks",
        "invalid_days_one": "away without a valid reason on one day in the last four weeks",
        "absence_days": "away some part of {value} days this term",
        "absence_days_one": "away some part of one day this term",
        "invalid_month": "away without a valid reason {hours} in {month}",
        "failed": "no pass in {subjects} {term}",
        "passed": "passes in all subjects {term}",
        "school_changes": "changed school {value} times in two years",
        "school_changes_one": "changed school once in two years",
        "weekday": "away {value} of the time on {weekday}, {before} on other days (eight weeks)",
        "subject": "away {value} of the time in {subject}, {before} in other subjects (eight weeks)",
        "recovering": "back in school more: away {value} in four weeks, was {before} in the four before",
        "comes_to": "comes to {subject}: away {value} there, {before} in other subjects",
        "comes_to_lessons": "lessons in {subject}",
        "on_time": "on time: no late arrival in four weeks",
        "strong": "does well in {subjects} {term}",
        "hours": "{n} hours",
        "hours_one": "1 hour",
        "other": "{measure}: {value}",
    },
}
