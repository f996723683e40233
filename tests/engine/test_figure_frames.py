"""Frames of figures: what pandas, matplotlib and seaborn make of a real one equals what they make of its floats."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn as sns

import engine.drawn_units  # noqa: F401 - traced values among the units of matplotlib
from engine.figure_array import FigureDtype
from engine.traced import Traced
from engine.word_array import WordDtype
from lib.reconciliation import table  # the last section: notes name figures of any

RATES = ["avance_fisico_pct", "avance_financiero_pct"]
COST, RATE, BUDGET, SPENT = "costo_unitario", "avance_fisico_pct", "pim", "devengado"


@pytest.fixture(scope="module")
def frame(data):
    """The real execution table: products, activities, TOTAL; some values missing."""
    return table.frame("pp0093_budget.execution", data)


@pytest.fixture(autouse=True)
def no_window():
    with mpl.rc_context({"backend": "agg"}):
        yield
        plt.close("all")


def test_words_that_a_rule_decides_have_their_order(data):
    progress = table.frame("objective_gaps.progress", data)
    assert list(progress[progress["nivel"] >= "medio"].index) == ["OP.01", "OP.02"]  # 86.5 and 80.0 %, printed as medio
    assert (progress["nivel"].min(), progress["nivel"].max()) == ("bajo", "medio")  # «sin información» is no level
    assert list(progress.sort_values("nivel")["nivel"].astype(str))[:3] == ["bajo", "medio", "medio"]
    words = {
        f"{name}.{column}": frame[column].dtype
        for name, frame in table.compute(data).items()
        for column in frame.columns
        if isinstance(frame[column].dtype, WordDtype)
    }
    assert [name for name, dtype in words.items() if not dtype.order] == []
    assert words["pp0093_budget.execution.escala_fisica"].order == ("deficiente", "regular", "bueno", "muy_bueno")


def as_numbers(frame):
    """The frame as plain pandas: figures as floats, words as categories in their order."""
    kinds = {FigureDtype: "float64", WordDtype: "category"}
    return frame.astype({name: kinds[type(dtype)] for name, dtype in frame.dtypes.items() if type(dtype) in kinds})


def heights(axes):
    return [(bar.get_y(), bar.get_height()) for bar in axes.patches]


def widths(axes):
    return [bar.get_width() for bar in axes.patches]


def points(axes):
    return [np.ma.filled(drawn.get_offsets(), np.nan) for drawn in axes.collections]


def lines(axes):
    return [line.get_xydata() for line in axes.lines]


def bars(frame):
    return heights(plt.subplots()[1].bar(frame.index, frame[BUDGET]).patches[0].axes)


def annotated(frame):
    axes = plt.subplots()[1]
    axes.axhline(frame[BUDGET].mean())
    axes.set_ylim(0, frame[BUDGET].max() * 1.1)
    axes.text(frame[COST].iloc[0], frame[BUDGET].iloc[0], f"{frame[BUDGET].iloc[0]:,.0f}")
    return [axes.get_ylim(), axes.lines[0].get_ydata(orig=False), axes.texts[0].get_text()]


PANDAS = {
    "sort_values": lambda f: f.sort_values(COST)[COST],
    "sort_values descending": lambda f: f.sort_values([RATE, COST], ascending=[False, True])[COST],
    "max": lambda f: f[COST].max(),
    "min of all": lambda f: f.min(numeric_only=True),
    "sum": lambda f: f[BUDGET].sum(),
    "sum of rows": lambda f: f[[BUDGET, SPENT]].sum(axis=1, min_count=1),
    "mean": lambda f: f[RATE].mean(),
    "median": lambda f: f.median(numeric_only=True),
    "std, var, sem": lambda f: f[RATES].agg(["std", "var", "sem"]),
    "skew, kurt": lambda f: [f[COST].skew(), f[COST].kurt()],
    "any, all": lambda f: [f[BUDGET].any(), f[BUDGET].all(), (f[BUDGET] > 1e6).all()],
    "isna": lambda f: f.isna().sum(),
    "dropna": lambda f: f.dropna(subset=[COST]).index,
    "fillna": lambda f: f[COST].fillna(0),
    "ffill": lambda f: f[COST].ffill(),
    "clip": lambda f: f[RATE].clip(upper=100),
    "nlargest": lambda f: f.nlargest(3, BUDGET)[BUDGET],
    "nsmallest": lambda f: f[COST].nsmallest(4),
    "round": lambda f: f.round(1)[COST],
    "abs, diff": lambda f: f["brecha_fisico_financiero"].diff().abs(),
    "shift, pct_change": lambda f: [f[BUDGET].shift(2), f[BUDGET].dropna().pct_change()],
    "cumsum, cummax, cummin": lambda f: [f[BUDGET].cumsum(), f[BUDGET].cummax(), f[BUDGET].cummin(skipna=False)],
    "rank": lambda f: f[COST].rank(ascending=False),
    "quantile": lambda f: f[COST].quantile([0.1, 0.5, 0.9]),
    "describe": lambda f: f.describe(),
    "corr, cov": lambda f: [f[RATES].corr(), f[BUDGET].cov(f[SPENT])],
    "value_counts": lambda f: f["meta_fisica"].value_counts(),
    "unique, nunique, duplicated": lambda f: [f["meta_fisica"].unique(), f.nunique(), f["meta_fisica"].duplicated()],
    "isin, between": lambda f: [f["meta_fisica"].isin([562, 5581]), f[RATE].between(90, 100.5)],
    "idxmax, argsort": lambda f: [f[COST].idxmax(), f[RATES].idxmin(), f[BUDGET].dropna().argsort()],
    "arithmetic": lambda f: f[SPENT] / f[BUDGET] * 100 - f[BUDGET].mean() / 2.5,
    "arithmetic of frames": lambda f: f[[BUDGET, SPENT]].div(f["meta_fisica"], axis=0),
    "compare": lambda f: f[(f[RATE] >= 95.5) & (f[COST] < f[COST].median())].index,
    "query, eval": lambda f: [f.query("pim > 1000000 and escala_fisica == 'bueno'").index, f.eval("devengado / pim")],
    "where, mask": lambda f: [f[BUDGET].where(f[BUDGET] > 1e6), f[BUDGET].mask(f[BUDGET] > 1e6, 0)],
    "numpy": lambda f: [np.log(f[BUDGET]), np.where(f[BUDGET] > 1e6, f[BUDGET], 0), np.mean(f[BUDGET])],
    "to_numpy, astype": lambda f: [f[COST].to_numpy(), f[COST].astype(float), f[COST].astype("Float64").dropna()],
    "map, apply": lambda f: [
        f[COST].map(float),
        f[COST].apply(lambda cost: cost * 2),
        f[COST].map(lambda cost: cost > 9),
    ],
    "apply to rows": lambda f: f.apply(lambda row: row[SPENT] / row[BUDGET], axis=1),
    "format": lambda f: [f"{cost:,.1f}" for cost in f[COST].dropna()],
    "groupby": lambda f: f.groupby("padre")[[BUDGET, COST]].agg(["sum", "mean", "min", "max", "count", "first"]),
    "groupby words": lambda f: f.groupby("escala_fisica", observed=True)[BUDGET].sum(),
    "groupby names": lambda f: f.groupby("padre").agg(
        pim=(BUDGET, "sum"), cost=(COST, "median"), best=(RATE, "idxmax")
    ),
    "groupby transform": lambda f: f[BUDGET] / f.groupby("padre")[BUDGET].transform("sum"),
    "groupby cumsum, rank": lambda f: [f.groupby("padre")[BUDGET].cumsum(), f.groupby("padre")[BUDGET].rank()],
    "groupby apply": lambda f: f.groupby("padre")[[BUDGET, SPENT]].apply(lambda g: g[SPENT].sum() / g[BUDGET].sum()),
    "merge": lambda f: f[["padre", BUDGET]].merge(f[[BUDGET, SPENT]], on=BUDGET, how="left"),
    "join, reindex": lambda f: f[[BUDGET]].join(f[[SPENT]].iloc[:5]).reindex(["P1", "nuevo", "4.2"]),
    "concat": lambda f: pd.concat([f.iloc[:3], f.iloc[-2:]])[[BUDGET, COST]],
    "concat with floats": lambda f: pd.concat([f[BUDGET], pd.Series([0.5], index=["X"])]),
    "pivot_table": lambda f: f.pivot_table(index="padre", columns="unidad", values=BUDGET, aggfunc="mean"),
    "melt, stack, transpose": lambda f: [f[RATES].melt()["value"], f[RATES].stack(), f[RATES].T, f[[COST]].T],
    "cut, rolling": lambda f: [pd.cut(f[RATE], [0, 75, 95, 200]).astype(str), f[BUDGET].rolling(3).mean()],
    "add a row": lambda f: pd.concat([f[[BUDGET, SPENT]], f[[BUDGET, SPENT]].sum().to_frame("suma").T]),
}

DRAWN = {
    "plot.barh": lambda f: widths(f[COST].plot.barh()),
    "plot.scatter": lambda f: points(f.plot.scatter(x=BUDGET, y=COST)),
    "plot, hist, boxplot": lambda f: [lines(f[RATES].plot()), heights(f[RATE].plot.hist()), lines(f[RATES].plot.box())],
    "Axes.bar": bars,
    "Axes.scatter": lambda f: points(plt.subplots()[1].scatter(f[BUDGET], f[COST], s=f[RATE], c=f[SPENT]).axes),
    "Axes.plot": lambda f: lines(plt.subplots()[1].plot(f[BUDGET], f[COST])[0].axes),
    "Axes.fill_between": lambda f: (
        plt.subplots()[1].fill_between(range(16), f[SPENT], f[BUDGET]).get_paths()[0].vertices
    ),
    "Axes.hist": lambda f: plt.subplots()[1].hist(f[RATE].dropna())[:2],
    "lines, limits and text at a figure": annotated,
    "barplot": lambda f: heights(sns.barplot(x=f.index, y=f[COST])),
    "barplot with means": lambda f: heights(sns.barplot(f, x="padre", y=COST, errorbar=None)),
    "stripplot": lambda f: points(sns.stripplot(f, x="padre", y=COST, jitter=False)),
    "scatterplot": lambda f: points(sns.scatterplot(f, x=BUDGET, y=COST, hue="padre")),
    "boxplot": lambda f: lines(sns.boxplot(f, x="padre", y=RATE)),
    "violinplot": lambda f: points(sns.violinplot(f, x=RATE)),
    "pointplot": lambda f: lines(sns.pointplot(f, x="padre", y=BUDGET, errorbar=None)),
    "lineplot": lambda f: lines(sns.lineplot(f, x=BUDGET, y=COST)),
    "histplot": lambda f: heights(sns.histplot(f, x=RATE)),
    "kdeplot, ecdfplot": lambda f: [lines(sns.kdeplot(f, x=RATE)), lines(sns.ecdfplot(f, x=RATE))],
    "regplot": lambda f: lines(sns.regplot(f, x=BUDGET, y=COST, ci=None)),
    "relplot, catplot": lambda f: [
        points(sns.relplot(f, x=BUDGET, y=COST).ax),
        heights(sns.catplot(f, x="padre", y=BUDGET, kind="bar", errorbar=None).ax),
    ],
    "pairplot": lambda f: [points(axes) for axes in sns.pairplot(f[[BUDGET, COST]].dropna()).axes.flat],
    "heatmap of correlations": lambda f: sns.heatmap(f[RATES].corr()).collections[0].get_array(),
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::PendingDeprecationWarning")
@pytest.mark.parametrize("operation", [*PANDAS, *DRAWN])
def test_an_operation_on_figures_equals_the_one_on_floats(frame, operation):
    operate = (PANDAS | DRAWN)[operation]
    found = flat(operate(frame.copy()))
    plt.close("all")
    assert found == pytest.approx(flat(operate(as_numbers(frame))), nan_ok=True)


def flat(result):
    """All labels and values of a result, in order: texts, and numbers as floats."""
    if isinstance(result, pd.DataFrame):
        return flat(list(result.columns)) + flat(list(result.index)) + flat([result[name] for name in result])
    if isinstance(result, pd.Series):
        return flat(list(result.index)) + flat(list(result))
    if isinstance(result, Traced):
        return [result.value if isinstance(result.value, str) else float(result)]
    if isinstance(result, str):
        return [result]
    if not np.iterable(result):
        return [np.nan if result is pd.NA else float(result)]
    return [leaf for item in result for leaf in flat(item)]


def test_bars_of_figures_stand_upright(frame):
    assert all(bar.get_height() > 0 for bar in sns.barplot(x=frame.index, y=frame[COST]).patches)


@pytest.mark.parametrize(
    "draw",
    [
        lambda f: sns.heatmap(f[RATES]),
        lambda f: plt.imshow(f[RATES]),
        lambda f: sns.scatterplot(f.dropna(subset=[COST]), x=BUDGET, y=COST, hue=SPENT),
    ],
    ids=["heatmap", "imshow", "legend of a colour scale"],
)
def test_what_needs_a_plain_frame_says_so_and_takes_one(frame, draw):
    """They ask numpy for a matrix or a dtype; columns of pandas' own Float64 fail them too."""
    with pytest.raises(TypeError, match=r"float|figure"):
        draw(frame)
    draw(as_numbers(frame))


def test_words_are_categories_on_an_axis(frame):
    counts = frame["escala_fisica"].value_counts()
    axes = plt.subplots()[1]
    axes.bar(counts.index, counts)
    axes.figure.canvas.draw()
    assert [label.get_text() for label in axes.get_xticklabels()] == ["deficiente", "bueno", "muy_bueno"]


def test_lone_figures_are_drawn_as_floats(frame):
    cost, budget = frame.at["P1", COST], frame.at["P1", BUDGET]
    axes = plt.subplots()[1]
    axes.bar(["a", "b"], [cost, budget])
    assert heights(axes) == [(0, float(cost)), (0, float(budget))]
