//! Why, for one decline: every decision of the engine, kept as it was made.

mod recorder;

use crate::engine::{Attempt, AttemptFacts, DOOR, Engine, Facts, Plan, Verdict};
use crate::model::{BlockReason, Class, Decline, Note, Notes, Outcome, ProfileIndex, Slot, Status};

use recorder::Recorder;

/// What the engine decided about one decline, in order.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The decline as the engine sees it, its class and what decided that included.
    pub facts: Facts,
    /// The class once the assumption on unknown declines is applied.
    pub assumed_class: Class,
    /// Every gate at the door, in the order in which they are asked.
    pub door: Vec<(Outcome, Answer)>,
    /// The profile that serves the merchant; `None` unless the gate `no_profile` was passed.
    pub profile: Option<ProfileIndex>,
    /// The profile that would serve it, whether or not the decline came so far.
    pub would_serve: Option<ProfileIndex>,
    /// Further profiles that also name the merchant.
    pub also: Vec<ProfileIndex>,
    /// Every slot of the profile, first to last; empty without a profile.
    pub slots: Vec<SlotStory>,
    /// How it ends.
    pub outcome: Outcome,
}

/// What a gate says, if it is asked at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Its verdict.
    Asked(Verdict),
    /// An earlier gate ended it.
    NotAsked,
}

/// What became of one slot.
#[derive(Clone, Debug)]
pub struct SlotStory {
    /// The slot.
    pub slot: Slot,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a slot.
#[derive(Clone, Debug)]
pub enum Fate {
    /// It is not after the row's own attempt number.
    Before,
    /// The profile skips it.
    Skipped,
    /// It was worked out, and took place or was passed over.
    Attempted(Box<AttemptStory>),
    /// The transaction was over before its turn.
    NotReached,
}

/// One attempt from its plan to what followed.
#[derive(Clone, Debug)]
pub struct AttemptStory {
    /// The plan: due date, price, target and their steps.
    pub plan: Plan,
    /// The attempt as it was recorded: a row of `routes.csv`.
    pub attempt: Attempt,
    /// The attempt that the wait counts from; `None` for the decline.
    pub previous: Option<Slot>,
    /// Every gate of the attempt, in the order in which they are asked. All are asked, for the notes that
    /// unknown facts leave; the first that fails decides.
    pub gates: Vec<(BlockReason, Verdict)>,
    /// The slot attempted next; `None` if the ladder ends here.
    pub next: Option<Slot>,
}

impl Explanation {
    /// Replays a decline and keeps what the engine decides.
    pub fn of(engine: &Engine<'_>, decline: &Decline<'_>) -> Explanation {
        let mut recorder = Recorder::new(engine.facts(decline));
        engine.replay_facts(recorder.facts, &mut recorder);
        let facts = recorder.facts;
        Explanation {
            facts,
            assumed_class: engine.door().assumed_class(&facts),
            door: DOOR.map(|gate| (gate, door_answer(engine, decline, &recorder, gate))).to_vec(),
            slots: slots(engine, &recorder),
            profile: recorder.profile,
            would_serve: engine.door().profile(&facts),
            outcome: recorder.outcome,
            also: recorder.also,
        }
    }

    /// The attempts in order: rows of `routes.csv`.
    pub fn attempts(&self) -> impl DoubleEndedIterator<Item = &AttemptStory> {
        self.slots.iter().filter_map(|story| match &story.fate {
            Fate::Attempted(attempt) => Some(&**attempt),
            Fate::Before | Fate::Skipped | Fate::NotReached => None,
        })
    }

    /// The first hand-off.
    pub fn handoff(&self) -> Option<&AttemptStory> {
        self.attempts().find(|story| story.attempt.status == Status::HandedOff)
    }

    /// The gate at the door that ended it.
    pub fn refused_by(&self) -> Option<Outcome> {
        DOOR.contains(&self.outcome).then_some(self.outcome)
    }

    /// The transaction's notes: its own and those of its attempts.
    pub fn notes(&self) -> Notes {
        let ambiguous = (!self.also.is_empty()).then_some(Note::AmbiguousProfile);
        let own: Notes = ambiguous.into_iter().collect();
        self.attempts().fold(own, |notes, story| notes.union(story.attempt.notes))
    }
}

/// What a gate at the door said. One that lets a decline pass because a fact is missing does not say pass.
fn door_answer(
    engine: &Engine<'_>,
    decline: &Decline<'_>,
    recorder: &Recorder,
    gate: Outcome,
) -> Answer {
    if gate == recorder.outcome {
        return Answer::Asked(Verdict::Fail);
    }
    if !recorder.let_in.contains(&gate) {
        return Answer::NotAsked;
    }
    let is_unknown = match gate {
        Outcome::HardDecline => engine.door().assumed_class(&recorder.facts) == Class::Unknown,
        Outcome::RecyclingDisabled => {
            let campaigns = &engine.account().campaigns;
            decline.campaign_id.is_empty()
                && campaigns.iter().any(|campaign| campaign.disable_recycle_billing)
        }
        _ => false,
    };
    Answer::Asked(if is_unknown { Verdict::Unknown } else { Verdict::Pass })
}

fn slots(engine: &Engine<'_>, recorder: &Recorder) -> Vec<SlotStory> {
    let Some(profile) = recorder.profile else { return Vec::new() };
    let profile = engine.account().profile(profile);
    let mut attempts = recorder.attempts.iter().enumerate().peekable();
    let mut story = |slot: Slot, is_skipped: bool| {
        if slot.0 <= recorder.facts.attempt {
            return Fate::Before;
        }
        match attempts.next_if(|(_, (plan, ..))| plan.slot == slot) {
            Some((at, &(plan, attempt, previous))) => {
                let asked = AttemptFacts::of(&recorder.facts, plan.target, plan.price.amount);
                let verdict = |&gate: &BlockReason| (gate, engine.gates().verdict(gate, &asked));
                Fate::Attempted(Box::new(AttemptStory {
                    plan,
                    attempt,
                    previous,
                    gates: BlockReason::ALL.iter().map(verdict).collect(),
                    next: recorder.attempts.get(at + 1).map(|(plan, ..)| plan.slot),
                }))
            }
            None if is_skipped => Fate::Skipped,
            None => Fate::NotReached,
        }
    };
    let slots = profile.slots.iter();
    slots.map(|rule| SlotStory { slot: rule.slot, fate: story(rule.slot, rule.skip) }).collect()
}
