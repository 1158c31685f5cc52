"""Numbers and dates as the sheet shows them, in Dutch and in English."""

from datetime import date, datetime, time, timedelta

import pytest
from openpyxl.styles.numbers import BUILTIN_FORMATS

from kit.sandbox.cell_formats import format_cell

MORNING = datetime(2025, 3, 14, 9)


@pytest.mark.parametrize(
    ("value", "code", "dutch", "english"),
    [
        (2, "General", "2", "2"),
        (0.1 + 0.2, "General", "0,3", "0.3"),
        (1 / 3, "General", "0,3333333333", "0.3333333333"),
        (612345678, "General", "612345678", "612345678"),
        (True, "General", "WAAR", "TRUE"),
        (False, "0", "ONWAAR", "FALSE"),
        (0.25, "0%", "25%", "25%"),
        (0.255, "0.0%", "25,5%", "25.5%"),
        (0.25, '0%" van de klas"', "25% van de klas", "25% van de klas"),
        (1234567.891, "#,##0.00", "1.234.567,89", "1,234,567.89"),
        (999.995, "#,##0.00", "1.000,00", "1,000.00"),
        (2.125, "0.00", "2,13", "2.13"),
        (1234567, "0.0,,", "1,2", "1.2"),
        (5, "000", "005", "005"),
        (5.5, "0.##", "5,5", "5.5"),
        (5, "0.##", "5", "5"),
        (1e300, "0", "1" + "0" * 300, "1" + "0" * 300),
        (-5, "0", "-5", "-5"),
        (-5, "0;(0)", "(5)", "(5)"),
        (0, '0;-0;"geen"', "geen", "geen"),
        (3, '0" stuks"', "3 stuks", "3 stuks"),
        (7, '"Groep "General', "Groep 7", "Groep 7"),
        (5, ";;;", "", ""),
        (12, '"€" 0.-', "€ 12,-", "€ 12.-"),
        (1234.5, '"€" #,##0.00', "€ 1.234,50", "€ 1,234.50"),
        (12, r"0\ \€", "12 €", "12 €"),
        (-1234.5, "[$€-413] #,##0.00;[RED]-[$€-413] #,##0.00", "-€ 1.234,50", "-€ 1,234.50"),
        (0, '_ "€" * #,##0.00_ ;_ "€" * \\-#,##0.00_ ;_ "€" * "-"??_ ;_ @_ ', "€ -", "€ -"),
        (612345678, "00-00000000", "0612345678", "0612345678"),
        (5, '[=1]"ja";[=0]"nee";0', "5", "5"),
        (1.5, "# ?/?", "1,5", "1.5"),
        (12345.678, "0.00E+00", "12345,678", "12345.678"),
        (MORNING, "yyyy-mm-dd h:mm:ss", "2025-03-14 9:00:00", "2025-03-14 9:00:00"),
        (MORNING, "dd-mm-jjjj", "14-03-2025", "14-03-2025"),
        (MORNING, "DD/MM/YY;@", "14-03-25", "14/03/25"),
        (MORNING, "[$-413]d mmmm jjjj", "14 maart 2025", "14 March 2025"),
        (MORNING, "ddd d mmm", "vr 14 mrt", "Fri 14 Mar"),
        (MORNING, "dddd", "vrijdag", "Friday"),
        (MORNING, "[$-F800]dddd, mmmm dd, yyyy", "vrijdag 14 maart 2025", "Friday 14 March 2025"),
        (MORNING, "[$-F400]h:mm:ss AM/PM", "09:00:00", "09:00:00"),
        (MORNING, 'd mmmm "om" uu:mm "o\'clock"', "14 maart om 09:00 o’clock", None),
        (MORNING, "h:mm AM/PM", "9:00 a.m.", "9:00 am"),
        (date(2025, 3, 14), "General", "14-3-2025", "14/03/2025"),
        (time(9, 5, 7), "mm:ss.0", "05:07", "05:07"),
        (timedelta(hours=36, minutes=5), "[h]:mm", "36:05", "36:05"),
        (timedelta(hours=36), "[h]:mm:ss", "36:00:00", "36:00:00"),
        ("Ali", "General", "Ali", "Ali"),
        ("Ali", "0.00", "Ali", "Ali"),
        ("Ali", '"Groep "@', "Groep Ali", "Groep Ali"),
        ("Ali", ";;;", "", ""),
    ],
)
def test_a_value_is_shown_as_in_the_sheet(
    value: object, code: str, dutch: str, english: str | None
) -> None:
    assert format_cell(value, code, "nl") == dutch
    if english is not None:
        assert format_cell(value, code, "en") == english


@pytest.mark.parametrize(
    ("number", "value", "dutch", "english"),
    [
        (4, 45730.375, "45.730,38", "45,730.38"),
        (5, -5, "-€ 5", "-€ 5"),
        (10, 0.5, "50,00%", "50.00%"),
        (14, MORNING, "14-3-2025", "14/03/2025"),
        (15, MORNING, "14-mrt-25", "14-Mar-25"),
        (20, MORNING, "9:00", "9:00"),
        (22, MORNING, "14-3-2025 9:00", "14/03/2025 9:00"),
        (37, -1234, "(1.234)", "(1,234)"),
        (43, 0, "-", "-"),
        (44, 45730.375, "€ 45.730,38", "€ 45,730.38"),
    ],
)
def test_formats_that_a_file_only_numbers(
    number: int, value: object, dutch: str, english: str
) -> None:
    code = BUILTIN_FORMATS[number]
    assert (format_cell(value, code, "nl"), format_cell(value, code, "en")) == (dutch, english)
