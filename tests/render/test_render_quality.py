"""The quality of the answers as a message, a page and a picture."""

import re
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest

from bot.render.chart import chart_svg, value_text
from bot.render.quality import drift_message, quality_message, spark
from bot.render.quality_page import COLUMNS, quality_page, quality_plot
from bot.reports.drift import Drift, drifts
from bot.reports.quality import Quality, quality_of
from bot.reports.replays import Replay
from bot.reports.series import Chart, Series, charts_of
from tests.render.slack_limits import problems, shown
from tests.reports.quality_rows import NOW, at, attempted, diagnosed, month, rated

SVG = "{http://www.w3.org/2000/svg}"
DRIFT = Drift(key="k", what="Fewer agree: 40% of 10 now, 90% of 30 before.", then="`lookout quality`")


def quality(*rows: object) -> Quality:
    found = rows or month()
    return quality_of(found, since=NOW - timedelta(weeks=5), until=NOW)  # type: ignore[arg-type] # rows, by name


def table(quality: Quality) -> list[str]:
    """The lines of the table in the message."""
    blocks = quality_message(quality, now=NOW).blocks
    [rich] = [one for one in blocks if one["type"] == "rich_text"]
    return str(rich["elements"][-1]["elements"][0]["text"]).splitlines()


def test_the_first_line_says_how_many_by_whom_and_what_it_cost() -> None:
    said = quality_message(quality(), now=NOW)
    assert said.text.splitlines()[0] == (
        "Quality of the answers, 2026-10-26 to 2026-11-30 (UTC): 40 diagnoses by rules, 36 runs of the model, $0.72."
    )
    assert problems(said) == []


def test_the_table_has_the_newest_week_first_and_even_columns() -> None:
    heads, *lines = table(quality())
    assert [line.split()[0] for line in lines] == ["W48", "W48", "W47", "W47", "W46", "W46", "W45", "W45"]
    rules, model = (
        "W48 rules 0.1.0 10 9 0 1 - - - - - - 2.0 2.0",
        "W48 2026-11 9 0 0 0 100 % 0 1 0 1 $0.18 10.0 10.0",
    )
    assert [" ".join(line.split()) for line in lines[:2]] == [rules, model]
    assert {len(line) for line in (heads, *lines)} == {len(heads)}


def test_the_triages_without_the_model_the_golden_incidents_and_the_last_answer_are_told() -> None:
    replays = (
        Replay(at=NOW, maker="rules 0.1.0", cases=15, right=15),
        Replay(
            at=NOW,
            maker="2026-11",
            is_model=True,
            cases=3,
            right=2,
            left=12,
            why="the day is paid",
            cost=40_000,
        ),
    )
    said = quality_message(quality().model_copy(update={"replays": replays}), now=NOW).text
    assert "With an answer of the model: 32 triages, 28 right, 0 partly, 4 wrong." in said
    assert "Left to the rules by lot, to compare: 4 triages, 4 right, 0 partly, 0 wrong." in said
    assert "By rules alone for another reason: 4 triages, 4 right, 0 partly, 0 wrong." in said
    assert "Golden incidents by rules 0.1.0 on 2026-11-30: 15 of 15 as labelled." in said
    assert "2026-11 on 2026-11-30: 2 of 3 as labelled, 12 not tried (the day is paid), $0.04." in said
    assert "The model's last good attempt: 09:09 UTC on 2026-11-23." in said


def test_without_a_model_nothing_is_said_of_it_but_that_it_was_not_asked() -> None:
    said = quality_message(quality(diagnosed(1, at(0)), rated(1, at(0), "partly")), now=NOW).text
    assert "The model was not asked." in said
    assert "With an answer" not in said
    tried = quality_message(quality(attempted(1, at(0), ended="no answer in time")), now=NOW).text
    assert "The model's last good attempt: none of 1 in this time." in tried


def test_without_a_diagnosis_one_line_is_all() -> None:
    empty = quality_of([], since=at(0), until=NOW)
    said = quality_message(empty, now=NOW, title="The weekly letter")
    assert (
        said.text == "The weekly letter, 2026-11-02 to 2026-11-30 (UTC): Nothing was diagnosed in this time."
    )
    assert len(said.blocks) == 1


def test_sparklines_have_a_bar_for_each_week_and_a_dot_for_none() -> None:
    assert spark(Series(name="rules", values=(0.0, None, 0.5, 1.0, 2.0)), "share") == "▁·▅██"
    assert spark(Series(name="model", values=(1.0, 4.0, None)), "dollars") == "▃█·"
    assert spark(Series(name="model", values=(0.0, None)), "seconds") == "▁·"
    assert "Verdicts that say right: rules `▇▇▇▇` 90 %" in shown(quality_message(quality(), now=NOW))


def test_a_line_that_has_no_value_in_the_last_week_says_none() -> None:
    found = quality(diagnosed(1, at(0)), rated(1, at(0), "right"), diagnosed(2, at(1)))
    assert "Verdicts that say right: rules `█·`\n" in shown(quality_message(found, now=NOW))


def test_a_finding_is_a_sentence_with_the_next_check() -> None:
    said = drift_message(DRIFT)
    assert said.text == "Drift in the answers: Fewer agree: 40% of 10 now, 90% of 30 before."
    assert "Next check: `lookout quality`." in shown(said)


def test_a_makers_name_cannot_bring_markup_or_break_the_table() -> None:
    odd = diagnosed(1, at(0), made_by="<!channel> *rules* | `1`\n2")
    said = shown(quality_message(quality(odd), now=NOW))
    assert "<!channel>" not in said
    page = quality_page(quality(odd), (), now=NOW)
    assert {line.count(" | ") for line in page.splitlines() if line.startswith("| ")} == {len(COLUMNS) - 1}


def test_the_page_has_the_plot_the_drift_and_the_table() -> None:
    page = quality_page(quality(), (DRIFT,), now=NOW, plot="quality.svg")
    assert page.startswith(
        "# Quality of the answers\n\n2026-10-26 to 2026-11-30 (UTC): 40 diagnoses by rules"
    )
    assert "![Quality of the answers, by week](quality.svg)" in page
    assert "- Fewer agree: 40% of 10 now, 90% of 30 before. Next check: `lookout quality`." in page
    assert "| 2026-W48 | 2026-11 | 9 | no verdicts | 100 % of 8 | 0 of 18 | 1 of 9 | 0 of 36 calls |" in page
    assert "| 1 declined to answer of 9 | $0.18 | 10.0 s | 10.0 s |" in page
    assert page.endswith("|\n")


def test_a_page_without_drift_plot_or_diagnoses_says_so() -> None:
    page = quality_page(quality_of([], since=at(0), until=NOW), (), now=NOW, plot="quality.svg")
    assert "None found." in page
    assert "quality.svg" not in page
    assert "## By week" not in page


def test_the_plot_is_well_formed_has_six_panels_and_fetches_nothing() -> None:
    picture = quality_plot(quality())
    root = ET.fromstring(picture)  # noqa: S314 - the text is our own
    assert len(root.findall(f"{SVG}g")) == 6
    assert "href" not in picture
    assert "<script" not in picture
    texts = [one.text for one in root.iter(f"{SVG}text")]
    assert {"W45", "W48", "Verdicts that say right", "90 %", "$0.18"} <= set(texts)


def chart(unit: str, *series: Series) -> ET.Element:
    """One panel."""
    weeks = [f"2026-W{one + 10}" for one in range(len(series[0].values))]
    return ET.fromstring(chart_svg("t", "<s>", weeks, [Chart(title="c", unit=unit, series=series)]))  # noqa: S314 - as above


def texts(root: ET.Element, kind: str) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}text") if kind in one.get("class", "").split()]


def test_a_gap_is_a_gap_and_a_lonely_week_a_point() -> None:
    root = chart("share", Series(name="rules", values=(0.5, 0.6, None, 0.9, None)))
    paths = [one for one in root.iter(f"{SVG}path") if one.get("class") == "line rules"]
    assert len(paths) == 2, "the key, and the one stretch of two weeks"
    assert len(list(root.iter(f"{SVG}circle"))) == 3
    assert texts(root, "value") == []


def test_values_that_would_touch_stand_one_under_the_other() -> None:
    root = chart("share", Series(name="rules", values=(0.90,)), Series(name="model", values=(0.91,)))
    said = [one for one in root.iter(f"{SVG}text") if "value" in one.get("class", "")]
    assert [one.text for one in said] == ["91 %", "90 %"]
    first, second = (float(one.get("y", "0")) for one in said)
    assert second - first >= 14


def test_a_panel_without_values_says_so() -> None:
    assert "nothing to count" in texts(chart("share", Series(name="rules", values=(None, None))), "quiet")


def test_many_weeks_get_few_labels_with_the_last_among_them() -> None:
    root = chart("share", Series(name="rules", values=(0.5,) * 52))
    labels = [one for one in texts(root, "middle") if one.startswith("W")]
    assert len(labels) <= 7
    assert labels[-1] == "W61"


@pytest.mark.parametrize(
    ("unit", "greatest", "top"),
    [
        ("seconds", 44.0, "50 s"),
        ("seconds", 0.0, "0.01 s"),
        ("dollars", 3.69, "$5.00"),
        ("dollars", 730.0, "$1,000"),
        ("seconds", 1.0, "1 s"),
    ],
)
def test_a_scale_ends_at_a_round_number_above_the_greatest(unit: str, greatest: float, top: str) -> None:
    root = chart(unit, Series(name="model", values=(greatest, None)))
    assert texts(root, "end")[-1] == top


def test_values_are_written_by_their_unit() -> None:
    assert [value_text(*one) for one in ((0.857, "share"), (0.001, "dollars"), (12.34, "seconds"))] == [
        "86 %",
        "<$0.01",
        "12.3 s",
    ]


def test_every_chart_is_drawn_of_an_empty_report_too() -> None:
    empty = quality_of([], since=at(0), until=NOW)
    root = ET.fromstring(chart_svg("t", "s", empty.weeks, charts_of(empty)))  # noqa: S314 - as above
    assert texts(root, "quiet").count("nothing to count") == 6


def test_what_a_provider_calls_its_model_is_neither_link_nor_mention_in_a_finding() -> None:
    odd = "<https://evil.example|Approve> https://evil.example <!channel>"
    rows = [attempted(1, at(3)), attempted(2, at(3, 5), served=odd)]
    [found] = [one for one in drifts(quality(*rows), rows) if one.key.startswith("served:")]
    told = (drift_message(found), drift_message(DRIFT.model_copy(update={"what": f"It is {odd}."})))
    for said in map(shown, told):
        assert not re.search(r"<https|://evil|<!channel>", said), said
