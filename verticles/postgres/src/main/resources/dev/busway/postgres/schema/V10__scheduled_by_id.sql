-- Whoever asks for an operation, or takes it back, finds what is not due yet by its id.
create index scheduled_id on busway.scheduled (id);
