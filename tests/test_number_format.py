"""Numbers and dates as the sheet shows them: what Excel shows in Dutch, and in English."""

import pytest

from kit.number_format import built_in, shown, shown_text

MORNING = 45730.375  # 14 March 2025, 9:00


@pytest.mark.parametrize(
    ("value", "code", "dutch", "english"),
    [
        (2, "General", "2", "2"),
        (0.1 + 0.2, "General", "0,3", "0.3"),
        (1 / 3, "General", "0,333333333", "0.333333333"),
        (-0.5, "Standaard", "-0,5", "-0.5"),
        (12345678901, "General", "12345678901", "12345678901"),
        (123456789012, "General", "1,23457E+11", "1.23457E+11"),
        (0.00001, "General", "0,00001", "0.00001"),
        (0.0000123456, "General", "1,23456E-05", "1.23456E-05"),
        (0.25, "0%", "25%", "25%"),
        (0.255, "0.0%", "25,5%", "25.5%"),
        (1234567.891, "#,##0.00", "1.234.567,89", "1,234,567.89"),
        (999.995, "#,##0.00", "1.000,00", "1,000.00"),
        (1234567, "0.0,,", "1,2", "1.2"),
        (5, "000", "005", "005"),
        (5.5, "0.##", "5,5", "5.5"),
        (-5, "0;(0)", "(5)", "(5)"),
        (0, '0;-0;"geen"', "geen", "geen"),
        (3, '0" stuks"', "3 stuks", "3 stuks"),
        (7, '"Groep "General', "Groep 7", "Groep 7"),
        (5, ";;;", "", ""),
        (1, '[=1]"ja";[=0]"nee";0', "ja", "ja"),
        (5, '[=1]"ja";[=0]"nee";0', "5", "5"),
        (120, '[>=100]"veel";[Red]0', "veel", "veel"),
        (612345678, "00-00000000", "06-12345678", "06-12345678"),
        (1234.5, '"€" #,##0.00', "€ 1.234,50", "€ 1,234.50"),
        (-1234.5, "[$€-413] #,##0.00;[RED]-[$€-413] #,##0.00", "-€ 1.234,50", "-€ 1,234.50"),
        (0, '_ "€" * #,##0.00_ ;_ "€" * \\-#,##0.00_ ;_ "€" * "-"??_ ;_ @_ ', "€ -", "€ -"),
        (12345.678, "0.00E+00", "1,23E+04", "1.23E+04"),
        (9.9999, "0.0E+0", "1,0E+1", "1.0E+1"),
        (12345.678, "##0.0E+0", "12,3E+3", "12.3E+3"),
        (1.5, "# ?/?", "1 1/2", "1 1/2"),
        (0.75, "?/?", "3/4", "3/4"),
        (0.3125, "# ??/16", "5/16", "5/16"),
        (MORNING, "yyyy-mm-dd h:mm:ss", "2025-03-14 9:00:00", "2025-03-14 9:00:00"),
        (MORNING, "dd-mm-jjjj", "14-03-2025", "14-03-2025"),
        (MORNING, "DD/MM/YY;@", "14-03-25", "14/03/25"),
        (MORNING, "[$-413]d mmmm jjjj", "14 maart 2025", "14 maart 2025"),
        (MORNING, "[$-nl-NL]ddd d mmm", "vr 14 mrt", "vr 14 mrt"),
        (MORNING, "[$-2000809]d mmmm yyyy", "14 March 2025", "14 March 2025"),
        (MORNING, "[$-407]d. mmmm yyyy", "14. maart 2025", "14. March 2025"),
        (MORNING, "dddd d mmm", "vrijdag 14 mrt", "Friday 14 Mar"),
        (MORNING, "[$-F800]dddd, mmmm dd, yyyy", "vrijdag 14 maart 2025", "14 March 2025"),
        (MORNING, "[$-F400]h:mm:ss AM/PM", "09:00:00", "09:00:00"),
        (MORNING, "uu:mm", "09:00", "09:00"),
        (MORNING + 0.5, "h:mm AM/PM", "9:00 PM", "9:00 PM"),
        (0.5 / 24, "h:mm a/p", "12:30 a", "12:30 a"),
        (1.5, "[h]:mm", "36:00", "36:00"),
        (1 / 1440 + 1.5 / 86400, "mm:ss.0", "01:01,5", "01:01.5"),
        (0.39583333333, "h:mm", "9:30", "9:30"),
        (61, "d-m-yyyy", "1-3-1900", "1-3-1900"),
    ],
)
def test_a_number_is_shown_as_in_the_sheet(
    value: float, code: str, dutch: str, english: str
) -> None:
    assert (shown(value, code, "nl"), shown(value, code, "en")) == (dutch, english)


@pytest.mark.parametrize(
    ("number", "dutch", "english"),
    [
        (0, "45730,375", "45730.375"),
        (4, "45.730,38", "45,730.38"),
        (10, "4573037,50%", "4573037.50%"),
        (14, "14-3-2025", "14/03/2025"),
        (15, "14-mrt-25", "14-Mar-25"),
        (20, "9:00", "9:00"),
        (22, "14-3-2025 9:00", "14/03/2025 9:00"),
        (44, "€ 45.730,38", "€ 45,730.38"),
        (46, "1097529:00:00", "1097529:00:00"),
        (999, "45730,375", "45730.375"),
    ],
)
def test_formats_that_a_file_only_numbers(number: int, dutch: str, english: str) -> None:
    assert shown(MORNING, built_in(number, "nl"), "nl") == dutch
    assert shown(MORNING, built_in(number, "en"), "en") == english


def test_days_can_be_counted_from_1904() -> None:
    assert shown(MORNING - 1462, "d-m-yyyy", "nl", since_1904=True) == "14-3-2025"


@pytest.mark.parametrize("value", [-1, 2_958_466, 1e300])
def test_a_date_that_cannot_be_is_an_error(value: float) -> None:
    with pytest.raises(ValueError, match="#####"):
        shown(value, "d-m-yyyy", "nl")


@pytest.mark.parametrize(
    ("code", "text"),
    [("General", "Ali"), ("0.00", "Ali"), ("@", "Ali"), ('"Groep "@', "Groep Ali"), (";;;", "")],
)
def test_a_text_can_have_a_format_too(code: str, text: str) -> None:
    assert shown_text("Ali", code) == text
