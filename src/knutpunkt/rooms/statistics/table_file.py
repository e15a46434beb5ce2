"""The figures as a file: one row per group and step, each with its definition, base and period."""

import csv
from io import StringIO

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from knutpunkt.rooms.intake.reporting import harmless
from knutpunkt.rooms.statistics.definitions import why_hidden
from knutpunkt.rooms.statistics.figures import Figure, Line, Report

BYTE_ORDER_MARK = "\ufeff"


def table_file(report: Report) -> str:
    """Semicolon-separated, as Swedish spreadsheets open it. What is hidden on the page is hidden here."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_headings())
    for heading, lines in _parts(report):
        for line in lines:
            writer.writerows(
                [harmless(cell) for cell in _row(report, heading, line, figure)] for figure in line.figures
            )
    return BYTE_ORDER_MARK + out.getvalue()


def _headings() -> tuple[str, ...]:
    return (
        *(
            _("gäller"),
            _("indelning"),
            _("grupp"),
            _("steg"),
            _("antal barn"),
            _("andel av dem i första steget"),
        ),
        *(_("mediantid i dagar"), _("tiden gäller"), _("definition"), _("från och med"), _("till och med")),
        *(_("räknat till och med"), _("anmärkning")),
    )


def _parts(report: Report) -> list[tuple[str, tuple[Line, ...]]]:
    return [(table.title, table.lines) for table in (report.everybody, *report.tables)]


def _row(report: Report, heading: str, line: Line, figure: Figure) -> tuple[str, ...]:
    return (
        *(report.whose, heading, line.name, str(figure.step.name), _or_hidden(figure.count, figure.count)),
        _or_hidden(figure.count, "" if figure.share is None else number_format(figure.share, 2)),
        _or_hidden(figure.count, "" if figure.days is None else figure.days),
        *(str(figure.step.time), str(figure.step.means)),
        *(day.isoformat() for day in (report.span.first_day, report.span.last_day, report.span.counted_to)),
        why_hidden(report.threshold) if figure.count is None else "",
    )


def _or_hidden(count: int | None, cell: object) -> str:
    return _("dolt") if count is None else str(cell)
