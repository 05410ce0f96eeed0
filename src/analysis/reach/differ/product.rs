//! Two diagrams laid over each other: each fact is asked where either asks it.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analysis::reach::fate::Fate;
use crate::analysis::reach::region::Part;
use crate::analysis::reach::tree::{Node, NodeId, Tree};

/// Two leaves by their positions; `None` where they are the same.
pub(super) type Pair = Option<(u32, u32)>;

/// The diagram of pairs, as far as it was asked for.
pub(super) struct Product<'t> {
    base: &'t Tree<Fate>,
    candidate: &'t Tree<Fate>,
    is_same: Box<dyn Fn(u32, u32) -> bool + 't>,
    tree: Tree<Pair>,
    known: HashMap<(NodeId, NodeId), NodeId, FixedState>,
}

impl<'t> Product<'t> {
    /// Of two diagrams whose leaves `is_same` holds against each other.
    pub(super) fn of(
        base: &'t Tree<Fate>,
        candidate: &'t Tree<Fate>,
        is_same: Box<dyn Fn(u32, u32) -> bool + 't>,
    ) -> Product<'t> {
        Product { base, candidate, is_same, tree: Tree::default(), known: HashMap::default() }
    }

    pub(super) fn tree(&self) -> &Tree<Pair> {
        &self.tree
    }

    /// The node that two nodes decide together.
    pub(super) fn node(&mut self, base: NodeId, candidate: NodeId) -> NodeId {
        if let Some(known) = self.known.get(&(base, candidate)) {
            return *known;
        }
        let node = match (self.base.get(base), self.candidate.get(candidate)) {
            (Node::Leaf(one), Node::Leaf(other)) => {
                let pair = (!(self.is_same)(*one, *other)).then_some((*one, *other));
                self.tree.leaf(pair)
            }
            (Node::Split(parts), Node::Leaf(_)) => self.split_base(parts, candidate),
            (Node::Leaf(_), Node::Split(parts)) => self.split_candidate(base, parts),
            (Node::Split(ones), Node::Split(others)) => {
                match ones[0].0.fact().cmp(&others[0].0.fact()) {
                    std::cmp::Ordering::Less => self.split_base(ones, candidate),
                    std::cmp::Ordering::Greater => self.split_candidate(base, others),
                    std::cmp::Ordering::Equal => {
                        let pairs = ones
                            .iter()
                            .flat_map(|one| others.iter().map(move |other| (one, other)));
                        let parts = pairs.filter_map(|(one, other)| {
                            Some((one.0.intersection(&other.0)?, self.node(one.1, other.1)))
                        });
                        let parts = parts.collect();
                        self.tree.split(parts)
                    }
                }
            }
        };
        self.known.insert((base, candidate), node);
        node
    }

    fn split_base(&mut self, parts: &[(Part, NodeId)], candidate: NodeId) -> NodeId {
        let parts = parts.iter().map(|(part, base)| (part.clone(), self.node(*base, candidate)));
        let parts = parts.collect();
        self.tree.split(parts)
    }

    fn split_candidate(&mut self, base: NodeId, parts: &[(Part, NodeId)]) -> NodeId {
        let parts =
            parts.iter().map(|(part, candidate)| (part.clone(), self.node(base, *candidate)));
        let parts = parts.collect();
        self.tree.split(parts)
    }
}
