//! The ids of a file that are most like one that is not in it.

/// Ids that are kept.
const KEPT: usize = 3;

/// The few ids seen so far that are nearest to one, nearest first.
pub(crate) struct NearIds {
    wanted: String,
    /// A third of the id's letters may differ, at least two.
    limit: usize,
    near: Vec<(usize, String)>,
}

impl NearIds {
    pub(crate) fn to(wanted: &str) -> NearIds {
        let wanted = wanted.to_lowercase();
        let limit = (wanted.chars().count() / 3).max(2);
        NearIds { wanted, limit, near: Vec::new() }
    }

    /// Looks at one id of the file.
    pub(crate) fn see(&mut self, id: &str) {
        let worst = match self.near.get(KEPT - 1) {
            Some((worst, _)) => worst.saturating_sub(1),
            None => self.limit,
        };
        // A character has one to four bytes: ids much shorter or longer cannot be near.
        if id.len() > (self.wanted.len() + worst) * 4 || id.len() * 4 + worst < self.wanted.len() {
            return;
        }
        let distance = strsim::osa_distance(&self.wanted, &id.to_lowercase());
        if distance > worst || self.near.iter().any(|(_, known)| known == id) {
            return;
        }
        let at = self.near.partition_point(|(other, _)| *other <= distance);
        self.near.insert(at, (distance, id.to_owned()));
        self.near.truncate(KEPT);
    }

    /// The ids, nearest first, those of equal distance in the order of the file.
    pub(crate) fn into_ids(self) -> Vec<String> {
        self.near.into_iter().map(|(_, id)| id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_few_are_kept() {
        let mut near = NearIds::to("T-1001");
        for id in
            ["T-1002", "X", "T-1010", "t-1001", "T-1002", "T-9999", "T-1003", "something else"]
        {
            near.see(id);
        }
        assert_eq!(near.into_ids(), ["t-1001", "T-1002", "T-1010"]);
    }
}
