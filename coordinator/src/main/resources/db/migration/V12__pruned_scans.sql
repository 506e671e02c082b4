-- Scans whose raw results were removed. Their own rows and counts stay, and so does what timelines took from them.
CREATE TABLE pruned_scan (
    scan_id         BIGINT NOT NULL PRIMARY KEY,
    begun_ms        BIGINT NOT NULL,            -- from then on nothing is read of it any more
    done_ms         BIGINT NOT NULL             -- 0: some of it may be left
);
