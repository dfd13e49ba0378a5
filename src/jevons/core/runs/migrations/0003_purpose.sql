-- Strategies that go step by step draw more than whole answers.

ALTER TABLE generations ADD COLUMN purpose TEXT NOT NULL DEFAULT 'solve';
