-- What there is to say of hosts that their runs do not tell; written in the transaction of the result it came with.
CREATE TABLE remark (
    scan_id         BIGINT NOT NULL,
    segment_id      INTEGER NOT NULL,
    unit_no         BIGINT NOT NULL,
    kind            SMALLINT NOT NULL,          -- scan.v1.RemarkKind
    first_address   VARBINARY(17) NOT NULL,
    last_address    VARBINARY(17) NOT NULL,
    hosts           INTEGER NOT NULL,           -- addresses from first to last
    ports           BIGINT NOT NULL,            -- see scan.v1.Remark.ports
    evidence        VARBINARY(400) NOT NULL,    -- scan.v1.Remark
    PRIMARY KEY (scan_id, segment_id, unit_no, kind, first_address)
);
CREATE INDEX remark_by_kind ON remark (scan_id, segment_id, kind, first_address);
