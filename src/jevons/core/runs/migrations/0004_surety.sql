-- How sure a model was of its words: what the log-probabilities of its tokens sum up to.

ALTER TABLE generations ADD COLUMN surety TEXT;  -- JSON; NULL: not asked for, or not told
-- Tokens of the groups by which it is summed up; NULL: the run does not ask for it.
ALTER TABLE runs ADD COLUMN surety_window INTEGER;
