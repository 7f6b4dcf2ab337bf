-- 0007: gestures. Written by hand. Never edited after landing.

-- One gesture of a person ("all present") may be many changes: what ties them, for undo and for reading the history.
alter table public.receipts add column gesture_id uuid;
