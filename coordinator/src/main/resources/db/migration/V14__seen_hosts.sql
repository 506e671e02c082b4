-- When hosts answered first and last, from each segment; see docs/history.md. Written in the transaction of the result that
-- says so. Kept when runs and scans go.
CREATE TABLE seen_host (
    first_address   VARBINARY(17) NOT NULL,     -- of an aligned block of 256 addresses
    segment_id      INTEGER NOT NULL,
    zone            VARCHAR(64) NOT NULL,       -- of link-local addresses; empty: none
    seen            VARBINARY(20000) NOT NULL,  -- see coordinator.history.SeenBlock
    PRIMARY KEY (first_address, segment_id, zone)
);

-- What earlier scans saw has to be read again: false, where timelines have it already, only for the times of hosts.
ALTER TABLE timeline_backlog ADD COLUMN timelines BOOLEAN DEFAULT TRUE NOT NULL;

UPDATE timeline_backlog SET next_unit = 0;

INSERT INTO timeline_backlog (scan_id, segment_id, next_unit, timelines)
    SELECT s.scan_id, s.segment_id, 0, FALSE FROM scan_segment s WHERE NOT EXISTS
        (SELECT 1 FROM timeline_backlog b WHERE b.scan_id = s.scan_id AND b.segment_id = s.segment_id);
