CREATE VIEW soc2.v_contract_version AS SELECT 1 AS major, 0 AS minor;

COMMENT ON VIEW soc2.v_contract_version IS 'One row: the version of the views'' names and columns. A minor adds, a major may change or remove.';
COMMENT ON COLUMN soc2.v_contract_version.major IS 'Raised when a view or column changes or goes.';
COMMENT ON COLUMN soc2.v_contract_version.minor IS 'Raised when a view or column is added.';
