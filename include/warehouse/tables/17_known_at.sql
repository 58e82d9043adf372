-- What was known at an instant is found without reading everything.
CREATE INDEX fct_assessment_recorded ON soc2.fct_assessment (recorded_at);
CREATE INDEX fct_collection_recorded ON soc2.fct_collection (recorded_at);
CREATE INDEX fct_deviation_recorded ON soc2.fct_deviation (recorded_at);
CREATE INDEX fct_collection_day ON soc2.fct_collection (((starts_at AT TIME ZONE 'UTC')::date));
CREATE INDEX fct_collection_without ON soc2.fct_collection (ends_at, starts_at) WHERE status <> 'collected';
