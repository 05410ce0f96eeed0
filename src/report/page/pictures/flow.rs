//! A flow from stage to stage (a Sankey diagram): bands as wide as what they carry.
//!
//! Stages are ordered from the last to the first, each node at the mean place of what it flows to, so that few
//! bands cross. All of it is integers: the same picture on every machine.

use std::collections::BTreeMap;

use super::{Picture, Tone, fitted, label, named, scaled, tenths, toned};
use crate::report::page::element::{Element, element};
use crate::report::page::sheet::Sheet;

/// What takes one way: a name per stage, the same number of stages for all.
#[derive(Clone, Debug)]
pub(in crate::report::page) struct Flow {
    pub(in crate::report::page) stages: Vec<String>,
    pub(in crate::report::page) tone: Tone,
    pub(in crate::report::page) weight: u128,
}

/// What a [`flow`] picture shows.
pub(in crate::report::page) struct FlowOf<'a> {
    pub(in crate::report::page) name: &'a str,
    pub(in crate::report::page) title: &'a str,
    pub(in crate::report::page) says: String,
    /// A heading per stage.
    pub(in crate::report::page) stages: &'a [&'a str],
    pub(in crate::report::page) flows: Vec<Flow>,
    /// A weight as people read it.
    pub(in crate::report::page) shown: &'a dyn Fn(u128) -> String,
    pub(in crate::report::page) numbers: Sheet,
}

const WIDTH: i64 = 980;
const NODE: i64 = 12;
/// Room for the labels of the last stage.
const LAST: i64 = 248;
/// All of it is so high.
const WHOLE: i64 = 420;
const TOP: i64 = 30;
/// Room that a node takes at least, in tenths, for its label.
const LEAST: i64 = 180;
const GAP: i64 = 90;
/// Nodes of a stage; what is more is put together.
const MOST_NODES: usize = 10;

/// A node with its place.
struct Node {
    name: String,
    tone: Option<Tone>,
    weight: u128,
    /// In tenths.
    top: i64,
    height: i64,
    /// How much of each side is taken by bands already, in tenths.
    left_used: i64,
    right_used: i64,
}

/// What goes through a node.
struct Gathered {
    weight: u128,
    /// Its tone, if all of it has one.
    tone: Option<Tone>,
    /// Each weight times the place of the node that it flows to.
    moment: u128,
}

impl Gathered {
    /// The mean place of what it flows to, in thousandths.
    fn mean(&self) -> u128 {
        self.moment.saturating_mul(1000) / self.weight.max(1)
    }
}

type Key = (usize, usize, Tone);

/// Draws the flow.
pub(in crate::report::page) fn flow(of: FlowOf<'_>) -> Picture {
    let flows = put_together(of.flows, of.stages.len());
    let whole: u128 = flows.iter().map(|flow| flow.weight).sum();
    let mut stages = stages(&flows, of.stages.len(), whole);
    let mut shapes = bands(&flows, &mut stages, whole, of.shown);
    let height = stages
        .iter()
        .filter_map(|nodes| nodes.last())
        .map(|node| node.top + node.height.max(LEAST))
        .max()
        .unwrap_or(0);
    for (at, (nodes, heading)) in stages.iter().zip(of.stages).enumerate() {
        shapes.push(label(left(at, stages.len()), 14, *heading).class("quiet"));
        shapes.extend(
            nodes.iter().map(|node| drawn(of.name, node, at, stages.len(), whole, of.shown)),
        );
    }
    if whole == 0 {
        shapes.push(label(0, 50, "nothing to show"));
    }
    Picture {
        name: of.name.to_owned(),
        title: of.title.to_owned(),
        says: of.says,
        width: WIDTH,
        height: height / 10 + 12,
        shapes,
        numbers: of.numbers,
    }
}

/// The heaviest nodes of each stage, the rest of a stage as one.
fn put_together(mut flows: Vec<Flow>, stages: usize) -> Vec<Flow> {
    for stage in 0..stages {
        let mut weights: BTreeMap<&str, u128> = BTreeMap::new();
        for flow in &flows {
            *weights.entry(&flow.stages[stage]).or_default() += flow.weight;
        }
        if weights.len() <= MOST_NODES {
            continue;
        }
        let mut order: Vec<(&str, u128)> = weights.into_iter().collect();
        order.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let rest = order.len() - (MOST_NODES - 1);
        let kept: Vec<String> =
            order.iter().take(MOST_NODES - 1).map(|(name, _)| (*name).to_owned()).collect();
        for flow in &mut flows {
            if !kept.contains(&flow.stages[stage]) {
                flow.stages[stage] = format!("{rest} more");
            }
        }
    }
    flows.retain(|flow| flow.weight > 0);
    flows
}

/// The nodes of every stage, in order and with their places.
fn stages(flows: &[Flow], count: usize, whole: u128) -> Vec<Vec<Node>> {
    let mut stages: Vec<Vec<Node>> = Vec::new();
    for stage in (0..count).rev() {
        let mut found: BTreeMap<&str, Gathered> = BTreeMap::new();
        for flow in flows {
            let after = stages.last();
            let place = after.map_or(0, |nodes| position(nodes, &flow.stages[stage + 1]));
            let entry = found.entry(&flow.stages[stage]).or_insert(Gathered {
                weight: 0,
                tone: Some(flow.tone),
                moment: 0,
            });
            entry.weight += flow.weight;
            entry.tone = entry.tone.filter(|tone| *tone == flow.tone);
            entry.moment = entry.moment.saturating_add(flow.weight.saturating_mul(place as u128));
        }
        let mut order: Vec<(&str, Gathered)> = found.into_iter().collect();
        let is_last = stage + 1 == count;
        order.sort_by(|(name, one), (other, two)| {
            let by_place =
                if is_last { one.tone.cmp(&two.tone) } else { one.mean().cmp(&two.mean()) };
            by_place.then_with(|| two.weight.cmp(&one.weight)).then_with(|| name.cmp(other))
        });
        let mut top = TOP * 10;
        let nodes = order.into_iter().map(|(name, gathered)| {
            let height = scaled(gathered.weight, whole, WHOLE).max(10);
            let node = Node {
                name: name.to_owned(),
                tone: gathered.tone.filter(|_| is_last),
                weight: gathered.weight,
                top,
                height,
                left_used: 0,
                right_used: 0,
            };
            top += height.max(LEAST) + GAP;
            node
        });
        stages.push(nodes.collect());
    }
    stages.reverse();
    stages
}

fn position(nodes: &[Node], name: &str) -> usize {
    nodes.iter().position(|node| node.name == name).unwrap_or(0)
}

/// The left edge of a stage, in units.
fn left(stage: usize, stages: usize) -> i64 {
    let steps = (stages as i64 - 1).max(1);
    (WIDTH - LAST - NODE) * stage as i64 / steps
}

fn bands(
    flows: &[Flow],
    stages: &mut [Vec<Node>],
    whole: u128,
    shown: &dyn Fn(u128) -> String,
) -> Vec<Element> {
    let mut shapes = Vec::new();
    let count = stages.len();
    for stage in 1..count {
        let mut bands: BTreeMap<Key, u128> = BTreeMap::new();
        for flow in flows {
            let from = position(&stages[stage - 1], &flow.stages[stage - 1]);
            let to = position(&stages[stage], &flow.stages[stage]);
            *bands.entry((from, to, flow.tone)).or_default() += flow.weight;
        }
        let (x0, x1) = (left(stage - 1, count) + NODE, left(stage, count));
        for ((from, to, tone), weight) in bands {
            let height = scaled(weight, whole, WHOLE).max(5);
            let source = &mut stages[stage - 1][from];
            let y0 = source.top + source.right_used;
            source.right_used += height;
            let from = source.name.clone();
            let target = &mut stages[stage][to];
            let y1 = target.top + target.left_used;
            target.left_used += height;
            let says = format!("{} to {}: {}", named(&from), named(&target.name), shown(weight));
            shapes.push(band([x0 * 10, x1 * 10], [y0, y1], height, tone, &says));
        }
    }
    shapes
}

fn band(x: [i64; 2], y: [i64; 2], height: i64, tone: Tone, says: &str) -> Element {
    let middle = tenths(i64::midpoint(x[0], x[1]));
    let [x0, x1] = x.map(tenths);
    let [y0, y1] = y.map(tenths);
    let [z0, z1] = y.map(|y| tenths(y + height));
    let path = format!(
        "M{x0} {y0}C{middle} {y0} {middle} {y1} {x1} {y1}V{z1}C{middle} {z1} {middle} {z0} {x0} {z0}Z"
    );
    Element::new("path")
        .class(tone.class())
        .with("opacity", "0.4")
        .with("d", path)
        .child(element("title", says))
}

fn drawn(
    picture: &str,
    node: &Node,
    stage: usize,
    stages: usize,
    whole: u128,
    shown: &dyn Fn(u128) -> String,
) -> Element {
    let x = left(stage, stages);
    let value = shown(node.weight);
    let share = share(node.weight, whole);
    let says = format!("{}: {value} ({share})", named(&node.name));
    let place = [x * 10, node.top, NODE * 10, node.height];
    let tone = node.tone.unwrap_or(Tone::Plain);
    let room =
        if stage + 1 == stages { LAST - 10 } else { left(stage + 1, stages) - x - NODE - 16 };
    let at = x + NODE + 6;
    let middle = (node.top + node.height.max(LEAST) / 2) / 10;
    let shapes = if node.height >= 340 {
        let numbers = label(at, middle + 14, format!("{value} ({share})"));
        vec![label(at, middle - 2, fitted(&node.name, room)), numbers.class("value")]
    } else {
        let left = room - (value.chars().count() as i64 + 1) * 9;
        let value = element("tspan", value).class("value").with("dx", 6);
        vec![label(at, middle + 5, fitted(&node.name, left)).child(value)]
    };
    let label = Element::new("g").class("halo").children(shapes);
    toned(picture, tone, place, &says).child(label)
}

fn share(weight: u128, whole: u128) -> String {
    let small = |value: u128| u64::try_from(value).unwrap_or(u64::MAX);
    crate::report::text::percent(small(weight), small(whole))
}
