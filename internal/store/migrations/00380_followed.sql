-- +goose Up

-- A cluster that takes what comes to an ended concern could go into another one,
-- and leave the ended one without any.
UPDATE cluster SET next_id = '' WHERE next_id <> '' AND NOT EXISTS (SELECT 1 FROM cluster n WHERE n.id = cluster.next_id);
