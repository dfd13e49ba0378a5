-- What the strategy of a run asked for of each question, and what it answered. It follows from
-- the samples, and is here so that a run opens at once.
CREATE TABLE answers (
    run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
    question INTEGER NOT NULL,
    asked INTEGER NOT NULL,       -- samples asked for so far
    rounds INTEGER NOT NULL,      -- waves that they came in
    outcome TEXT NOT NULL,        -- of the sample that stands for the answer; '' until it is found
    score REAL NOT NULL,          -- 0..1, the mean of what was tied
    key TEXT,                     -- equal for equal answers; NULL: no sample has one
    sample INTEGER,               -- the place of the sample that stands for it
    tied TEXT NOT NULL,           -- JSON: the keys among which a rule as good as chance decided
    samples INTEGER NOT NULL,     -- what the answer took, as the strategy is charged for it
    thinking_tokens INTEGER NOT NULL,
    answer_tokens INTEGER NOT NULL,
    usd REAL,                     -- NULL: no price is known
    seconds REAL NOT NULL,        -- the waves one after the other
    PRIMARY KEY (run, question)
) WITHOUT ROWID;
