-- What units of host discovery found out: written in the transaction that completes the unit.
CREATE TABLE discovery (
    scan_id         BIGINT NOT NULL,
    segment_id      INTEGER NOT NULL,
    unit_no         BIGINT NOT NULL,
    method          SMALLINT NOT NULL,          -- scan.v1.Method; 0: nothing was found out, and no host counts as down
    observed_ms     BIGINT NOT NULL,
    down            VARBINARY(2048) NOT NULL,   -- a bit for each address of the unit by rank, lowest bit first; 1: down
    PRIMARY KEY (scan_id, segment_id, unit_no)
);

ALTER TABLE scan_segment ADD COLUMN hosts_up BIGINT DEFAULT 0 NOT NULL;     -- live by discovery
ALTER TABLE scan_segment ADD COLUMN hosts_down BIGINT DEFAULT 0 NOT NULL;   -- down by discovery
