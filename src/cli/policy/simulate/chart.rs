//! Charts as whole numbers: where bars, lines and labels lie in the drawing.
//! The page's template draws them; nothing here knows HTML.

use duebook_events::money::{Minor, divide_rounded};
use serde::Serialize;

/// Width of a bar chart, in units of the drawing.
const WIDTH: Minor = 660;
/// Height of its plot.
const PLOT: Minor = 150;
/// Room at the left for the scale.
const LEFT: Minor = 44;
/// Room above the plot.
const TOP: Minor = 10;
/// Room below the plot for labels.
const BELOW: Minor = 22;
/// The widest bar.
const BAR_MAX: Minor = 26;
/// The most labels under the bars.
const LABELS_MAX: usize = 13;
/// Side of the plot of a curve.
pub(super) const SIDE: u32 = 260;

/// Two bars a group.
#[derive(Serialize)]
pub(super) struct Bars {
    id: String,
    title: String,
    desc: String,
    width: Minor,
    height: Minor,
    left: Minor,
    right: Minor,
    base: Minor,
    names: [String; 2],
    /// How the first and the second bar of a group are drawn.
    classes: [&'static str; 2],
    drawn: Vec<Bar>,
    labels: Vec<Label>,
    ticks: Vec<Tick>,
}

/// One bar.
#[derive(Serialize)]
struct Bar {
    class: &'static str,
    x: Minor,
    y: Minor,
    width: Minor,
    height: Minor,
    title: String,
}

/// A word under the bars.
#[derive(Serialize)]
struct Label {
    x: Minor,
    text: String,
}

/// A line of the scale.
#[derive(Serialize)]
struct Tick {
    y: Minor,
    text: String,
}

/// A group of two bars.
pub(super) struct Group {
    /// What stands under it.
    pub label: String,
    /// The two values; none where there is nothing to show.
    pub values: [Option<Minor>; 2],
    /// What the bars say when they are pointed at.
    pub told: [String; 2],
}

/// What a bar chart shows.
pub(super) struct Plan {
    /// Its name in the page.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// The same in a sentence, for those who cannot see it.
    pub desc: String,
    /// What the two bars of a group are.
    pub names: [String; 2],
    /// How they are drawn.
    pub classes: [&'static str; 2],
    /// The groups, from the left.
    pub groups: Vec<Group>,
    /// How a value of the scale is written.
    pub scale: fn(Minor) -> String,
    /// The smallest step of the scale.
    pub unit: Minor,
}

impl Plan {
    /// Lays the chart out.
    pub fn draw(self) -> Bars {
        let values = self.groups.iter().flat_map(|group| group.values).flatten();
        let top = round_top(values.max().unwrap_or(0), self.unit);
        let count = Minor::try_from(self.groups.len().max(1)).unwrap_or(1);
        let room = WIDTH - LEFT;
        let bar = ((room / count - 4) / 2).clamp(1, BAR_MAX);
        let every = self.groups.len().div_ceil(LABELS_MAX).max(1);
        let base = TOP + PLOT;
        let (mut bars, mut labels) = (Vec::new(), Vec::new());
        for (ix, group) in self.groups.into_iter().enumerate() {
            let at = Minor::try_from(ix).unwrap_or(0);
            let middle = LEFT + (2 * at + 1) * room / (2 * count);
            if ix.is_multiple_of(every) {
                labels.push(Label { x: middle, text: group.label });
            }
            let sides = group.values.into_iter().zip(group.told).zip(self.classes);
            for (side, ((value, title), class)) in sides.enumerate() {
                let Some(value) = value.filter(|value| *value > 0) else { continue };
                // What is there can be seen, however small.
                let height = divide_rounded(value * PLOT, top).max(1);
                let x = if side == 0 { middle - bar } else { middle };
                bars.push(Bar { class, x, y: base - height, width: bar, height, title });
            }
        }
        let ticks = [0, top / 2, top].into_iter().map(|value| Tick {
            y: base - divide_rounded(value * PLOT, top),
            text: (self.scale)(value),
        });
        Bars {
            id: self.id,
            title: self.title,
            desc: self.desc,
            width: WIDTH,
            height: TOP + PLOT + BELOW,
            left: LEFT,
            right: WIDTH,
            base,
            names: self.names,
            classes: self.classes,
            drawn: bars,
            labels,
            ticks: ticks.collect(),
        }
    }
}

/// The end of the scale: 2, 4, 6, 10 times a power of ten of the unit, so that
/// its half is a whole step too.
fn round_top(largest: Minor, unit: Minor) -> Minor {
    let mut step = unit;
    loop {
        let found = [2, 4, 6, 10].into_iter().find(|times| times * step >= largest);
        if let Some(times) = found {
            return times * step;
        }
        step *= 10;
    }
}

/// A curve through points from (0, 0) to (`SIDE`, `SIDE`), y upwards, as the
/// `points` of a polyline, y downwards, inside a plot at (`left`, `top`).
pub(super) fn polyline(points: &[(Minor, Minor)], left: Minor, top: Minor) -> String {
    let shown = points.iter().map(|(x, y)| format!("{},{}", left + x, top + Minor::from(SIDE) - y));
    shown.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(values: &[[i128; 2]]) -> Bars {
        let groups = values.iter().enumerate().map(|(ix, values)| Group {
            label: format!("g{ix}"),
            values: values.map(Some),
            told: [String::new(), String::new()],
        });
        Plan {
            id: "c".into(),
            title: String::new(),
            desc: String::new(),
            names: [String::new(), String::new()],
            classes: ["old", "new"],
            groups: groups.collect(),
            scale: |value| value.to_string(),
            unit: 1,
        }
        .draw()
    }

    #[test]
    fn a_scale_ends_at_a_round_number_with_a_round_half() {
        let tops: Vec<i128> = [0, 1, 3, 5, 9, 11, 61].map(|n| round_top(n, 1)).to_vec();
        assert_eq!(tops, [2, 2, 4, 6, 10, 20, 100]);
        assert_eq!(round_top(1489, 1000), 2000);
    }

    #[test]
    fn bars_stand_on_the_base_and_stay_in_the_plot() {
        let bars = plan(&[[0, 5], [10, 1]]);
        assert_eq!(bars.drawn.len(), 3); // nothing is drawn for 0
        for bar in &bars.drawn {
            assert_eq!(bar.y + bar.height, bars.base);
            assert!(bar.y >= TOP && bar.x >= bars.left && bar.x + bar.width <= bars.right);
        }
        assert_eq!(bars.drawn[0].height * 2, bars.drawn[1].height);
    }

    #[test]
    fn many_groups_have_few_labels_and_narrow_bars() {
        let bars = plan(&[[1, 1]; 120]);
        assert!(bars.labels.len() <= LABELS_MAX);
        assert!(bars.drawn.iter().all(|bar| bar.width == 1 && bar.x + bar.width <= bars.right));
        assert_eq!(plan(&[]).drawn.len(), 0);
    }

    #[test]
    fn a_curve_rises_to_the_top() {
        assert_eq!(polyline(&[(0, 0), (260, 260)], 40, 10), "40,270 300,10");
    }
}
