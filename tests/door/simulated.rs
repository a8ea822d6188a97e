//! Simulated histories are lawful: the door lets every line in.

use duebook::simulate;

use crate::program::Shelf;

#[test]
fn dense_histories_pass_the_door_and_come_back_the_same() {
    for seed in 0..12 {
        let mut file = Vec::new();
        simulate::write(&simulate::small(seed, 3, 400), &mut file).expect("a history");
        let shelf = Shelf::new();
        // In two batches, so that the second meets books that were read from the log.
        let cut = file.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(200);
        let (first, second) = file.split_at(cut.expect("enough lines").0 + 1);
        for part in [first, second] {
            let answer = shelf.feed(&["import", "-", "--preserve-recorded-at"], part);
            assert_eq!(answer.code, 0, "seed {seed}: {}", answer.err);
        }
        let out = shelf.run(&["export", "events"]).out;
        let other = Shelf::new();
        other.feed(&["import", "-", "--preserve-recorded-at"], out.as_bytes()).value();
        assert_eq!(other.run(&["export", "events"]).out, out, "seed {seed}");
        assert_eq!(shelf.json(&["replay", "--check"]).code, 0, "seed {seed}");
    }
}
