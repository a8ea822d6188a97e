//! Witnesses, timestamps and the schedule of checkpoints: 800 to 819.

duebook_events::messages! {}
