//! A reduced decision diagram: each fact is asked only where the answer makes a difference, and equal
//! branches are one branch. The paths from a node to its leaves are disjoint regions that cover everything.

use std::hash::Hash;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::region::{Part, Region};

/// A node's position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NodeId(u32);

/// A question with its answers, or the end of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Node {
    /// The end: a leaf's position.
    Leaf(u32),
    /// Parts of one fact's values, disjoint and complete.
    Split(Vec<(Part, NodeId)>),
}

/// The diagram; equal nodes and equal leaves are kept once.
#[derive(Debug)]
pub(super) struct Tree<L> {
    nodes: Vec<Node>,
    /// Per node, how many paths lead from it to a leaf.
    paths: Vec<usize>,
    leaves: Vec<L>,
    node_ids: HashMap<Node, NodeId, FixedState>,
    leaf_ids: HashMap<L, u32, FixedState>,
}

impl<L> Default for Tree<L> {
    fn default() -> Tree<L> {
        Tree {
            nodes: Vec::new(),
            paths: Vec::new(),
            leaves: Vec::new(),
            node_ids: HashMap::default(),
            leaf_ids: HashMap::default(),
        }
    }
}

impl<L: Clone + Eq + Hash> Tree<L> {
    /// The node of a leaf.
    pub(super) fn leaf(&mut self, leaf: L) -> NodeId {
        let number = match self.leaf_ids.get(&leaf) {
            Some(number) => *number,
            None => {
                let number = self.leaves.len() as u32;
                self.leaves.push(leaf.clone());
                self.leaf_ids.insert(leaf, number);
                number
            }
        };
        self.node(Node::Leaf(number))
    }

    /// The node of a question: parts with equal branches are joined, and one that makes no difference is
    /// not asked.
    pub(super) fn split(&mut self, parts: Vec<(Part, NodeId)>) -> NodeId {
        let mut reduced: Vec<(Part, NodeId)> = Vec::with_capacity(parts.len());
        for (part, node) in parts {
            let joined = reduced.iter_mut().find_map(|(earlier, same)| {
                let joined = (*same == node).then(|| earlier.joined(&part))??;
                *earlier = joined;
                Some(())
            });
            if joined.is_none() {
                reduced.push((part, node));
            }
        }
        let first = reduced[0].1;
        if reduced.iter().all(|(_, node)| *node == first) {
            return first;
        }
        self.node(Node::Split(reduced))
    }

    fn node(&mut self, node: Node) -> NodeId {
        if let Some(known) = self.node_ids.get(&node) {
            return *known;
        }
        let id = NodeId(self.nodes.len() as u32);
        self.paths.push(match &node {
            Node::Leaf(_) => 1,
            Node::Split(parts) => parts.iter().map(|(_, node)| self.paths(*node)).sum(),
        });
        self.nodes.push(node.clone());
        self.node_ids.insert(node, id);
        id
    }

    /// A node.
    pub(super) fn get(&self, node: NodeId) -> &Node {
        &self.nodes[node.0 as usize]
    }

    /// How many paths lead from a node to a leaf.
    pub(super) fn paths(&self, node: NodeId) -> usize {
        self.paths[node.0 as usize]
    }

    /// Every leaf.
    pub(super) fn leaves(&self) -> &[L] {
        &self.leaves
    }

    /// A leaf by its position.
    pub(super) fn leaf_at(&self, number: u32) -> &L {
        &self.leaves[number as usize]
    }

    /// The path from a node on which every part is chosen, by its position among the node's paths, and its
    /// leaf.
    pub(super) fn find(
        &self,
        mut node: NodeId,
        is_chosen: impl Fn(&Part) -> bool,
    ) -> Option<(usize, &L)> {
        let mut index = 0;
        loop {
            match self.get(node) {
                Node::Leaf(number) => return Some((index, self.leaf_at(*number))),
                Node::Split(parts) => {
                    let at = parts.iter().position(|(part, _)| is_chosen(part))?;
                    index += parts[..at].iter().map(|(_, node)| self.paths(*node)).sum::<usize>();
                    node = parts[at].1;
                }
            }
        }
    }

    /// Every path from a node that holds some of `region`, in order: what it holds of it, its position among
    /// the node's paths, and its leaf.
    pub(super) fn walk<'t>(
        &'t self,
        node: NodeId,
        region: Region,
        visit: &mut impl FnMut(Region, usize, &'t L),
    ) {
        self.walk_from(node, region, 0, visit);
    }

    fn walk_from<'t>(
        &'t self,
        node: NodeId,
        region: Region,
        mut index: usize,
        visit: &mut impl FnMut(Region, usize, &'t L),
    ) {
        match self.get(node) {
            Node::Leaf(number) => visit(region, index, self.leaf_at(*number)),
            Node::Split(parts) => {
                for (part, node) in parts {
                    if let Some(held) = region.held_to(part) {
                        self.walk_from(*node, held, index, visit);
                    }
                    index += self.paths(*node);
                }
            }
        }
    }
}

/// Makes a diagram of the same questions with other leaves, for some declines only.
pub(super) struct Retelling<'t, L, F> {
    from: &'t Tree<L>,
    among: &'t Region,
    tell: F,
    known: HashMap<NodeId, NodeId, FixedState>,
}

impl<'t, L: Clone + Eq + Hash, F> Retelling<'t, L, F> {
    /// For declines of `among`. `tell` makes the new leaf of a node, at the latest where that is a leaf;
    /// nothing below it is asked any more.
    pub(super) fn new(from: &'t Tree<L>, among: &'t Region, tell: F) -> Retelling<'t, L, F> {
        Retelling { from, among, tell, known: HashMap::default() }
    }

    /// The node of `into` that tells what `node` decides.
    pub(super) fn node<M: Clone + Eq + Hash>(&mut self, node: NodeId, into: &mut Tree<M>) -> NodeId
    where
        F: FnMut(NodeId) -> Option<M>,
    {
        if let Some(known) = self.known.get(&node) {
            return *known;
        }
        let told = match ((self.tell)(node), self.from.get(node)) {
            (Some(leaf), _) => into.leaf(leaf),
            (None, Node::Split(parts)) => {
                let held = parts.iter();
                let held = held.filter_map(|(part, node)| Some((part.within(self.among)?, *node)));
                let held: Vec<(Part, NodeId)> = held.collect();
                let told = held.into_iter().map(|(part, node)| (part, self.node(node, into)));
                let told = told.collect();
                into.split(told)
            }
            (None, Node::Leaf(_)) => unreachable!("a leaf is told as a leaf"),
        };
        self.known.insert(node, told);
        told
    }
}
