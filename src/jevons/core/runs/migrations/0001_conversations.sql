-- Conversations and their turns refer to generations; a generation stands on its own.
-- Times are ISO 8601 in UTC with microseconds, so that they sort as text.

CREATE TABLE generations (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    parent_id TEXT,
    key TEXT NOT NULL,       -- digest of model, params, dial and messages: what may share a pool
    model TEXT NOT NULL,
    params TEXT NOT NULL,    -- canonical JSON, without the seed
    dial TEXT NOT NULL,      -- canonical JSON
    seed TEXT,               -- decimal: seeds may have 64 bits and no sign
    question TEXT NOT NULL,
    created_at TEXT NOT NULL,
    finish_reason TEXT,      -- NULL while it runs
    writer TEXT,             -- the process that writes it, while it runs
    problem TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    usage TEXT NOT NULL,     -- JSON
    timing TEXT NOT NULL,    -- JSON
    cost TEXT,               -- JSON
    thinking TEXT NOT NULL,
    answer TEXT NOT NULL
);
CREATE INDEX running_generations ON generations (id) WHERE finish_reason IS NULL;

CREATE TABLE conversations (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    model TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    deleted_at TEXT
);

CREATE TABLE turns (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    created_at TEXT NOT NULL,
    superseded_by TEXT       -- the turn that took the place of this one or of one before it
);
CREATE INDEX turns_of_conversation ON turns (conversation_id, number);

CREATE TABLE turn_generations (
    number INTEGER PRIMARY KEY,
    turn_id TEXT NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
    generation_id TEXT NOT NULL REFERENCES generations (id),
    UNIQUE (turn_id, generation_id)
);
CREATE INDEX turns_of_generation ON turn_generations (generation_id);

CREATE TABLE remembered (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
