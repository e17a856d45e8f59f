"""Charts draw what they were given, tell people apart without colour, and never draw undefined as zero."""

import itertools
import json

import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import texts
from views.charts.families import Bar, Dot, equal_line, families_figure, items_figure
from views.charts.moves import Move, most_moved_figure, moves_figure
from views.charts.overview import Span, overview_figure
from views.charts.people import (
    Estimate,
    HeatCell,
    PoolRange,
    Profile,
    ScoreLine,
    heat_map_figure,
    profile_figure,
)
from views.charts.ranking import Line, Scale, ranking_figure
from views.charts.style import DARK, LIGHT, SYMBOLS, shown

RANKS = Scale("Rank", 1, 9, is_rank=True, mark=2.5, mark_label="2 places")


def line(number, tier=1, *, is_complete=True):
    return Line(
        f"id-{number}", f"C-{number}", tier, number, max(1, number - 1), number + 2, "12%", is_complete, ""
    )


def contrast(one, other):
    """WCAG 2 contrast ratio of two colours."""

    def luminance(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_mark_stands_out_from_the_page(palette):
    for colour in palette.series:
        assert contrast(colour, palette.surface) >= 2.9
    assert contrast(palette.ink, palette.surface) >= 7
    assert contrast(palette.quiet, palette.surface) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("value", range(0, 101, 4))
def test_every_number_can_be_read_on_its_shade(palette, value):
    steps = len(palette.ramp) - 1
    at = min(value / 100 * steps, steps - 1e-9)
    low, high = palette.ramp[int(at)], palette.ramp[int(at) + 1]
    mixed = "#" + "".join(
        f"{round(int(low[i : i + 2], 16) * (1 - at % 1) + int(high[i : i + 2], 16) * (at % 1)):02x}"
        for i in (1, 3, 5)
    )
    assert contrast(palette.ramp_ink[value >= palette.ramp_turn], mixed) >= 4.2


def test_every_candidate_has_a_dot_and_an_interval():
    figure = ranking_figure([line(1), line(2), line(3, 2)], RANKS, "In top 2", LIGHT)
    (dots,) = figure.data
    assert list(dots.x) == [1, 2, 3]
    assert list(dots.error_x.arrayminus) == [0, 1, 1]
    assert [entry[0] for entry in dots.customdata] == ["id-1", "id-2", "id-3"]


def test_incomplete_evidence_is_an_open_circle_not_another_colour():
    figure = ranking_figure([line(1), line(2, is_complete=False)], RANKS, "", LIGHT)
    assert [trace.marker.symbol for trace in figure.data] == ["circle", "circle-open"]
    assert figure.data[0].marker.color == figure.data[1].marker.color


def test_tiers_are_headed_in_words():
    texts.use("fr")
    figure = ranking_figure([line(1), line(2), line(3, 2)], RANKS, "", LIGHT)
    said = [note.text for note in figure.layout.annotations]
    assert "<b>Palier 1</b>  2 personnes" in said
    assert "<b>Palier 2</b>  1 personne" in said


def test_a_tier_of_which_a_part_is_drawn_is_headed_with_all_its_people():
    texts.use("en")
    figure = ranking_figure([line(1), line(2)], RANKS._replace(tier_sizes={1: 812}), "", LIGHT)
    assert "<b>Tier 1</b>  812 people" in [note.text for note in figure.layout.annotations]


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 2000), st.integers(1, 2000))
def test_ticks_are_few_and_ranks_begin_at_one(one, other):
    low, high = sorted((one, other))
    scale = Scale("", low, max(high, low + 1), is_rank=True, mark=None, mark_label="")
    figure = ranking_figure([line(1)], scale, "", LIGHT)
    ticks = list(figure.layout.xaxis.tickvals)
    assert 1 <= len(ticks) <= 9
    assert all(low <= tick <= scale.high for tick in ticks)


def test_the_overview_frames_what_is_shown_below():
    spans = [Span(1 + at // 40, 90 - at / 2, 80 - at / 2, 99 - at / 2) for at in range(100)]
    figure = overview_figure(spans, (1, 60), ("who", "score"), LIGHT)
    frame = figure.layout.shapes[-1]
    assert (frame.x0, frame.x1) == (0.5, 60.5)


def test_the_overview_of_thousands_travels_light():
    spans = [Span(1, 50 + at / 100, 40 + at / 100, 60 + at / 100) for at in range(2000)]
    figure = overview_figure(spans, (1, 60), ("who", "score"), LIGHT)
    assert len(figure.to_json()) < 60_000
    high, low, dots = figure.data
    assert [high.y[-1], low.y[-1], dots.y[-1]] == pytest.approx([79.99, 59.99, 69.99], abs=0.001)
    assert (dots.x0, dots.dx) == (1, 1)


def test_what_is_drawn_unchecked_is_what_plotly_knows():
    lines = [line(1), line(2, is_complete=False), line(3, 2)]
    spans = [Span(1 + at // 40, 90 - at / 2, 80 - at / 2, 99 - at / 2) for at in range(100)]
    moves = [Move("A", 1, 2, 1, 2, "down", "a"), Move("B", 2, 1, 2, 1, "up", "b")]
    for figure in (
        ranking_figure(lines, RANKS, "In top 2", LIGHT),
        overview_figure(spans, (1, 60), ("who", "score"), DARK),
        moves_figure(moves, 2, LIGHT),
        most_moved_figure(moves, 2, DARK),
    ):
        unchecked = json.loads(figure.to_json())
        assert json.loads(go.Figure(unchecked).to_json()) == unchecked


def test_five_people_have_five_shapes():
    people = [Profile(f"C-{n}", [Estimate(50, 40, 60)]) for n in range(5)]
    figure = profile_figure([ScoreLine("Tact")], people, [PoolRange(None, None)], LIGHT)
    assert [trace.marker.symbol for trace in figure.data] == list(SYMBOLS)
    assert len({trace.y[0] for trace in figure.data}) == 5


def test_undefined_is_said_and_not_drawn_as_zero():
    texts.use("en")
    people = [Profile("C-1", [Estimate(None, None, None), Estimate(50, 40, 60)])]
    figure = profile_figure([ScoreLine("Tact"), ScoreLine("Empathy")], people, [PoolRange(20, 80)] * 2, LIGHT)
    assert list(figure.data[0].x) == [50]
    assert [note.text for note in figure.layout.annotations] == ["not enough evidence"]


def test_a_cell_without_evidence_is_struck():
    columns = [ScoreLine("Overall", leads=True), ScoreLine("Empathy")]
    figure = heat_map_figure(["C-1"], columns, [[HeatCell(None, "?"), HeatCell(0.0, "0")]], LIGHT)
    heat, _, _, struck = figure.data
    assert list(heat.z[0]) == [None, 0.0]
    assert list(struck.x) == [0]


def test_a_competency_stands_in_no_cell_as_a_number_without_its_interval():
    columns = [ScoreLine("Overall", leads=True), ScoreLine("Empathy"), ScoreLine("Metrics", is_muted=True)]
    cells = [[HeatCell(61.0, "61 ± 8"), HeatCell(58.0, "58 ± 12"), HeatCell(43.0, "43 ± 30")]]
    figure = heat_map_figure(["C-1"], columns, cells, LIGHT)
    assert [text for trace in figure.data for text in trace.text or ()] == ["61"]
    shades, grey = figure.data[:2]
    assert list(shades.z[0]) == [61.0, 58.0, None]
    assert list(grey.z[0]) == [None, None, 43.0]
    assert {colour for _, colour in grey.colorscale} == set(LIGHT.grey_ramp)


def test_what_is_more_chance_than_not_is_drawn_in_grey_beside_its_interval():
    lines = [ScoreLine("Tact"), ScoreLine("Metrics", is_muted=True)]
    people = [Profile(f"C-{n}", [Estimate(50, 40, 60), Estimate(30, 0, 70)]) for n in range(2)]
    figure = profile_figure(lines, people, [PoolRange(None, None)] * 2, LIGHT)
    clear, grey = figure.data[:2]
    assert (list(clear.x), list(grey.x)) == ([50], [30])
    assert (grey.marker.color, grey.error_x.color) == (LIGHT.muted, LIGHT.muted)
    assert list(grey.error_x.array) == [40]
    assert [trace.showlegend for trace in figure.data] == [True, False, True, False]
    assert LIGHT.quiet in figure.layout.yaxis.ticktext[1]


@given(st.floats(0, 100), st.floats(0.6, 0.95))
def test_a_line_of_equal_score_has_one_score(composite, people):
    weights = (people, 1 - people)
    for technical, interpersonal in equal_line(composite, weights):
        assert 0 <= technical <= 100
        assert 0 <= interpersonal <= 100
        assert people * interpersonal + (1 - people) * technical == pytest.approx(composite, abs=1e-6)


def test_chosen_people_are_named_in_the_legend():
    known = Estimate(50, 40, 60)
    dots = [Dot("1", "C-1", known, known, 0, ""), Dot("2", "C-2", known, known, None, "")]
    figure = families_figure(dots, (0.8, 0.2), LIGHT)
    assert [trace.name for trace in figure.data if trace.showlegend is not False] == ["C-1"]


def test_a_scene_without_points_is_said_so_and_worse_than_chance_points_left():
    texts.use("en")
    bars = [Bar("A", 4, None, False, ""), Bar("B", 3, -1.5, True, "")]
    figure = items_figure(bars, LIGHT)
    assert list(figure.data[1].x) == [0.0, -1.5]
    assert "not enough evidence" in [note.text for note in figure.layout.annotations]


def test_there_is_room_for_the_longest_label():
    short, long = (
        ranking_figure([line(1)._replace(label=who)], RANKS, "", LIGHT) for who in ("Al", "W" * 22)
    )
    assert short.layout.margin.l < 40
    assert long.layout.margin.l >= 22 * 11


def test_a_name_cannot_become_a_tag():
    odd = line(1)._replace(label='<a href="x">A')
    assert ranking_figure([odd], RANKS, "", LIGHT).layout.yaxis.ticktext == ('&lt;a href="x">A',)


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_the_scale_shown_is_0_to_100_and_keeps_the_order(one, other):
    assert 0 <= shown(one) <= 100
    assert one > other or shown(one) <= shown(other)


def test_series_differ_from_each_other():
    for palette in (LIGHT, DARK):
        for one, other in itertools.combinations(palette.series, 2):
            assert one != other
