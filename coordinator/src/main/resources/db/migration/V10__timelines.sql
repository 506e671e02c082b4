-- What each segment saw of each port over all scans, as intervals of one state; see docs/history.md. Written in the
-- transaction of the result that says something new, and only then.
CREATE TABLE timeline (
    segment_id      INTEGER NOT NULL,
    first_address   VARBINARY(17) NOT NULL,
    protocol        SMALLINT NOT NULL,
    method          SMALLINT NOT NULL,          -- scan.v1.Method: what one says is no change of what another said
    zone            VARCHAR(64) NOT NULL,       -- of link-local addresses; empty: none
    last_address    VARBINARY(17) NOT NULL,     -- neighbours alike share a row, within 256 addresses (an aligned block)
    changed_ms      BIGINT NOT NULL,            -- newest first observation of a state that followed another; 0: none
    intervals       VARBINARY(1000000) NOT NULL,    -- see coordinator.history.TimelineCode
    PRIMARY KEY (segment_id, first_address, protocol, method, zone)
);

-- Runs that are not in timelines yet: those of scans from before there were any. Rows go as their units are done.
CREATE TABLE timeline_backlog (
    scan_id         BIGINT NOT NULL,
    segment_id      INTEGER NOT NULL,
    next_unit       BIGINT NOT NULL,            -- units below it are in
    PRIMARY KEY (scan_id, segment_id)
);

INSERT INTO timeline_backlog (scan_id, segment_id, next_unit)
    SELECT scan_id, segment_id, 0 FROM scan_segment;
