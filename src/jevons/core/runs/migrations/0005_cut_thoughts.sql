-- A run may cut the thoughts of another at a budget, and draw only the answers.

ALTER TABLE runs ADD COLUMN cut_of INTEGER;  -- the number of that run; NULL: none
