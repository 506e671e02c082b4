-- Units that a retry has to look at: those with unknown ports among their runs, and those in quarantine.
CREATE TABLE unit_gap (
    scan_id         BIGINT NOT NULL,
    segment_id      INTEGER NOT NULL,
    unit_no         BIGINT NOT NULL,
    PRIMARY KEY (scan_id, segment_id, unit_no)
);

INSERT INTO unit_gap (scan_id, segment_id, unit_no)
    SELECT scan_id, segment_id, unit_no FROM unit WHERE state = 4       -- quarantined
    UNION
    SELECT scan_id, segment_id, unit_no FROM run WHERE MOD(states / 32, 2) = 1;  -- has unknown ports
