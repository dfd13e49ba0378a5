-- A turn may have many samples: which of them stands for the answer, and what chose it.

ALTER TABLE turns ADD COLUMN chosen TEXT;    -- a generation's id; NULL: the last with an answer
ALTER TABLE turns ADD COLUMN strategy TEXT;  -- as users write it; NULL: nothing but its being last
