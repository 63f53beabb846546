-- +goose Up

INSERT INTO document_word VALUES ('three_day_report'), ('answer_assessment'), ('fact_finding'), ('unit_result'), ('unit_opinion'), ('outside_opinion'), ('meeting_minutes'), ('invitation'), ('office_report');
