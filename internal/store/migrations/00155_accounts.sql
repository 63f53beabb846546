-- +goose Up

-- An account that stands already where none may stand: it is registered all the
-- same, so that nothing is lost, and listed as breaking the rule.
INSERT INTO platform_word VALUES ('other');
