-- A run puts an exam to a model; each of its samples is a generation with a verdict.
-- Generations that an exam drew have a place in the pool: (key, sample) is there once.

ALTER TABLE generations ADD COLUMN sample INTEGER;  -- place in its pool; NULL: not in one
CREATE UNIQUE INDEX pool ON generations (key, sample) WHERE sample IS NOT NULL;

CREATE TABLE exams (
    number INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,  -- of all that is asked and accepted
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    instruction TEXT NOT NULL,
    system TEXT NOT NULL
);

CREATE TABLE questions (
    exam INTEGER NOT NULL REFERENCES exams (number) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    text TEXT NOT NULL,
    gold TEXT NOT NULL,
    kind TEXT NOT NULL,
    cluster TEXT NOT NULL,
    checker TEXT NOT NULL,
    metadata TEXT NOT NULL,       -- JSON
    PRIMARY KEY (exam, position)
) WITHOUT ROWID;

CREATE TABLE runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    exam INTEGER NOT NULL REFERENCES exams (number),
    models TEXT NOT NULL,         -- JSON: the names of the models that share it, the first names it
    params TEXT NOT NULL,         -- canonical JSON, without the seed
    dial TEXT NOT NULL,           -- canonical JSON
    strategy TEXT NOT NULL,       -- canonical JSON
    samples INTEGER NOT NULL,     -- of each question
    judge TEXT NOT NULL,          -- the model that judges prose; '' for none
    caps TEXT NOT NULL,           -- JSON: usd, tokens, seconds
    concurrency INTEGER,          -- requests at once; NULL: as many as pay
    state TEXT NOT NULL,
    wanted TEXT NOT NULL,         -- what the user asks of the worker: run, pause or stop
    problem TEXT NOT NULL,
    writer TEXT,                  -- the process that works on it
    created_at TEXT NOT NULL,
    started_at TEXT,
    ended_at TEXT,
    busy_s REAL NOT NULL,         -- seconds it was worked on
    other_usd REAL NOT NULL       -- dollars beside the samples': judges, generations cut short
);

CREATE TABLE samples (
    run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
    question INTEGER NOT NULL,    -- position in the exam
    sample INTEGER NOT NULL,      -- counted from 0
    generation INTEGER NOT NULL REFERENCES generations (number),
    outcome TEXT NOT NULL,        -- the newest verdict's; '' until it is graded
    pooled INTEGER NOT NULL,      -- 1: taken from the pool, paid for before
    attempts INTEGER NOT NULL,    -- generations drawn for it, failed ones included
    prompt_tokens INTEGER NOT NULL,
    thinking_tokens INTEGER NOT NULL,
    answer_tokens INTEGER NOT NULL,
    seconds REAL NOT NULL,
    usd REAL,                     -- all attempts; NULL: no price is known
    finished_at REAL NOT NULL,    -- seconds since the epoch
    PRIMARY KEY (run, question, sample)
) WITHOUT ROWID;

CREATE TABLE verdicts (
    number INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
    question INTEGER NOT NULL,
    sample INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    grader TEXT NOT NULL,
    outcome TEXT NOT NULL,
    extracted TEXT,
    key TEXT,
    how TEXT NOT NULL,
    confidence REAL,
    graded_at TEXT NOT NULL
);
CREATE INDEX verdicts_of_sample ON verdicts (run, question, sample, number);

-- The sums of samples, so that a run opens at once. The triggers below keep them up; a sample
-- that changes is taken out and put in again.
CREATE TABLE tallies (
    run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
    question INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    samples INTEGER NOT NULL,
    pooled INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    thinking_tokens INTEGER NOT NULL,
    answer_tokens INTEGER NOT NULL,
    seconds REAL NOT NULL,
    usd REAL NOT NULL,
    unpriced INTEGER NOT NULL,    -- samples of which no price is known
    PRIMARY KEY (run, question, outcome)
) WITHOUT ROWID;

CREATE TRIGGER sample_added AFTER INSERT ON samples BEGIN
    INSERT INTO tallies VALUES (
        new.run, new.question, new.outcome, 1, new.pooled, new.attempts, new.prompt_tokens,
        new.thinking_tokens, new.answer_tokens, new.seconds, coalesce(new.usd, 0), new.usd IS NULL
    ) ON CONFLICT (run, question, outcome) DO UPDATE SET
        samples = samples + 1,
        pooled = pooled + excluded.pooled,
        attempts = attempts + excluded.attempts,
        prompt_tokens = prompt_tokens + excluded.prompt_tokens,
        thinking_tokens = thinking_tokens + excluded.thinking_tokens,
        answer_tokens = answer_tokens + excluded.answer_tokens,
        seconds = seconds + excluded.seconds,
        usd = usd + excluded.usd,
        unpriced = unpriced + excluded.unpriced;
END;

CREATE TRIGGER sample_removed AFTER DELETE ON samples BEGIN
    UPDATE tallies SET
        samples = samples - 1,
        pooled = pooled - old.pooled,
        attempts = attempts - old.attempts,
        prompt_tokens = prompt_tokens - old.prompt_tokens,
        thinking_tokens = thinking_tokens - old.thinking_tokens,
        answer_tokens = answer_tokens - old.answer_tokens,
        seconds = seconds - old.seconds,
        usd = usd - coalesce(old.usd, 0),
        unpriced = unpriced - (old.usd IS NULL)
    WHERE run = old.run AND question = old.question AND outcome = old.outcome;
    DELETE FROM tallies
    WHERE run = old.run AND question = old.question AND outcome = old.outcome AND samples = 0;
END;
