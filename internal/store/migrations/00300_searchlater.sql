-- +goose Up

-- Up to 64 pieces of the search index wait to be merged, so that no commit of posts does it.
{{searchlater}}
