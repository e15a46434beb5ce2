"""Why a mutant that survives changes nothing: by a pattern of its name, the first that fits."""

import re

GAP = "inget prov märker det"
REASONS: tuple[tuple[str, str], ...] = (
    (r"^scope\._openers: .*\.get\(", "ingen öppnare alls: tomt och None är lika för `if not openers`"),
    (r"^openers\.union: .*or True", "en union av en enda fråga är frågan själv"),
    (r"^openers\.opened_children", "samma barn sägs på två sätt för indexets skull; ett räcker för svaret"),
    (r"^own\.Own\.family: .*or True", "ingen rad har None som nyckel"),
    (r"^own\.this_moment: ", "bara namnet på det som sparas under en sida; inget annat heter så"),
    (r"^effective\.by_(named_)?guardian: ", "databasen: en vårdnadshavares svar är aldrig barnets"),
    (r"^asked\.cases_of_promises: ", "None är inget ärende"),
    (r"^asked\.records_without_case: ", "barn, slag och enhet prövas i own.before_any_case; här för fart"),
    (r"^asked\.items_with_their_consent: ", "det som lämnats ut på annan grund öppnas ändå"),
    (r"^(attendance\.reporting_units|door\.which): .*values_list\(flat", "id är första kolumnen ändå"),
    (r"^door\.held: .*, None\)$", "åtaganden gäller hela dagar; ögonblicket används inte"),
    (r"^door\._passes: .*or True", "`decide` om ingenting är stängt ändå"),
    (r"^door\._note: .* → .*\] = \"\"$", "en ordbok som ordnad mängd: bara nycklarna läses"),
    (r"^door\._shown: .*or True", "det som öppnas med samtycke har alltid ett (rules._consented)"),
    (r"^rules\.attendance_in_case: ", "child_in_case frågar inga fakta"),
    (r"^own\.Own\._consented: .*or True", "utan något att pröva är svaret tomt ändå; det sparar en fråga"),
    (r"^loading\.(load|_items): .*kept\(None", "bara namnet på det som sparas under en sida"),
    (r"^loading\._things: .*held\.get\(", "en fråga bär alltid minst ett åtagande"),
    (r"^loading\._records: items\.get\(", "_items svarar för varje handling, också tomt"),
    (r"^loading\._crossing: ", "nås aldrig: allt annat är taget före"),
    (r"^gathering\..*: .*\.get\((pk|one), (None|)\)$", "den som saknas där frågas aldrig om"),
    (r"^gathering\._units_of: ", "en enhet för mycket eller för lite: den läses ändå med något annat"),
    (r"^border\.BorderMiddleware\.__call__: refused", "sidan utan innehåll ser likadan ut utan förfrågan"),
    (r"^border\.territories_of: .*values_list\(flat", "id är första kolumnen ändå"),
    (r"^border\.anywhere: .*_tell\(None", "PostgreSQL: ingen roll och rollen none är detsamma"),
    (r"^border\._told: outermost", "det som sägs sist i en transaktion dör med den"),
    (r"^border\._alarmed: told\.append\(None", "bara att något har sagts läses"),
    (r"^border_rows\..*(table_names|_present)\(.*None\)$", "Django öppnar en egen markör"),
    (r"^border(_rows)?\..*: (\".*\") → (\".*\")$", "SQL med stora eller små bokstäver"),
    (r"^policy\.policy_page: ", "källspråket är svenska"),
    (r": (.*)False(.*) → \1None\2$", "None är lika stängt som False"),
)


def reason_of(name: str) -> str:
    """The reason, in one line."""
    return next((why for pattern, why in REASONS if re.search(pattern, name)), GAP)
